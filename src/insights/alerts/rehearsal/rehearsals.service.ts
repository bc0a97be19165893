import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../../platform/audit/actor.js';
import { AuditService } from '../../../platform/audit/audit.service.js';
import { JobsService } from '../../../platform/jobs/jobs.service.js';
import { PersonalData, type PersonalDataHolder, type Subject } from '../../../platform/personal-data/personal-data.js';
import { COUNTED } from '../../themes/reading/theme-messages.js';
import { AlertRehearsal } from './rehearsal.entity.js';

const LOCK = 'alert-rehearsal';

export interface RehearsedMessage {
  id: string;
  ticketId: string | null;
  text: string;
  occurredAt: Date;
  url: string | null;
}

/** Replays of the operator's own history: asking for one, and reading what came of it. Only the newest is kept. */
@Injectable()
export class Rehearsals implements PersonalDataHolder, OnModuleInit {
  readonly name = 'alert-rehearsals';

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly jobs: JobsService,
    private readonly holders: PersonalData,
  ) {}

  onModuleInit(): void {
    this.holders.register(this);
  }

  latest(): Promise<AlertRehearsal | null> {
    return this.db.manager.findOne(AlertRehearsal, { where: {}, order: { askedAt: 'DESC', id: 'DESC' } });
  }

  /** Asks for a replay; while one waits or runs, that one is meant. */
  async ask(actor: Actor, now: Date): Promise<AlertRehearsal> {
    await this.db.transaction(async (em) => {
      await em.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCK]);
      if (await em.existsBy(AlertRehearsal, [{ state: 'waiting' }, { state: 'running' }])) return;
      await em.query('DELETE FROM alert_rehearsal');
      const id = randomUUID();
      await em.insert(AlertRehearsal, { id, state: 'waiting', askedAt: now, askedBy: actor.name });
      await this.audit.record({ actor, action: 'alerts.rehearsed', subject: `alert-rehearsal:${id}`, now }, em);
    });
    await this.jobs.wake('insights.rehearse');
    return (await this.latest())!;
  }

  /** Messages that something rests on, masked, newest first; those that are gone since are left out. */
  async messagesOf(members: readonly string[], most: number | null = null): Promise<RehearsedMessage[]> {
    return this.db.query<RehearsedMessage[]>(
      `SELECT f.id, f.ticket_id AS "ticketId", left(f.masked, 4000) AS text, f.occurred_at AS "occurredAt", t.url
       FROM feedback f LEFT JOIN ticket t ON t.id = f.ticket_id
       WHERE f.id = ANY ($1) AND f.deleted_at IS NULL AND ${COUNTED} ORDER BY f.occurred_at DESC, f.id DESC LIMIT $2`,
      [members, most],
    );
  }

  /** The messages of one event of the newest replay. */
  async messagesOfEvent(key: number): Promise<RehearsedMessage[]> {
    const event = (await this.latest())?.events.find((one) => one.key === key);
    if (!event)
      throw new NotFoundException({ code: 'alert.rehearsal', message: 'The newest replay says nothing of this kind.' });
    return this.messagesOf(event.members);
  }

  /** Numbers and ids of messages, which the export holds. */
  async export(): Promise<[]> {
    return [];
  }

  /** What was counted from an erased customer's messages is counted no more: whoever wants it asks again. */
  async erase({ feedbackIds }: Subject, em: EntityManager): Promise<number> {
    const gone = await em.query<[unknown[], number]>(
      `DELETE FROM alert_rehearsal r WHERE EXISTS (SELECT FROM jsonb_array_elements(r.events) e
         CROSS JOIN LATERAL jsonb_array_elements_text(e -> 'members') m WHERE m = ANY ($1::text[]))`,
      [feedbackIds],
    );
    return gone[1];
  }
}
