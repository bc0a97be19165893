import { ConflictException, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { AlertRow } from './alert.entity.js';
import { type Moment, noteMoment } from './alert-moments.js';

export type Judgement = NonNullable<AlertRow['judged']>;

/** An alert that is of no use is not told again: far enough away to outlive it. */
const FOR_EVER_MS = 3650 * 86_400_000;

interface Decided {
  action: string;
  what: Moment['what'];
  note?: string | null;
  detail?: Record<string, unknown>;
}

/** What people decide about alerts: each decision stands in the life of the alert and in the audit log. */
@Injectable()
export class AlertDecisions {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Nobody is told of it until then; null wakes it. */
  async snooze(id: string, until: Date | null, actor: Actor, now: Date): Promise<void> {
    const day = until?.toISOString() ?? null;
    const decided: Decided = until
      ? { action: 'alert.snoozed', what: 'snoozed', note: day && `until ${day.slice(0, 16).replace('T', ' ')} UTC` }
      : { action: 'alert.woken', what: 'woken' };
    await this.db.transaction(async (em) => {
      await em.update(AlertRow, { id }, { snoozedUntil: until, snoozedBy: until ? actor.name : null });
      await this.note(em, id, { ...decided, detail: { until: day } }, { actor, now });
    });
  }

  /** The last word counts. Of an alert that is not useful nobody is told again. */
  async judge(id: string, judged: Judgement, actor: Actor, now: Date): Promise<void> {
    const said = { judged, judgedAt: now, judgedBy: actor.name };
    const silenced = { snoozedUntil: new Date(now.getTime() + FOR_EVER_MS), snoozedBy: actor.name };
    const awake = { snoozedUntil: null, snoozedBy: null };
    await this.db.transaction(async (em) => {
      const wasSilenced = await em.existsBy(AlertRow, { id, judged: 'not useful' });
      const silence = judged === 'not useful' ? silenced : wasSilenced ? awake : {};
      await em.update(AlertRow, { id }, { ...said, ...silence });
      const decided: Decided = { action: 'alert.judged', what: 'judged', note: judged, detail: { judged } };
      await this.note(em, id, decided, { actor, now });
    });
  }

  /** It is over, or never was anything: the same messages raise it no more. Resolving what is resolved changes nothing. */
  async resolve(id: string, reason: string, actor: Actor, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const alert = await em.findOneOrFail(AlertRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (alert.resolvedAt) return;
      const resolved = { resolvedAt: now, resolvedBy: actor.name, resolvedReason: reason, version: alert.version + 1 };
      await em.update(AlertRow, { id }, resolved);
      const decided: Decided = { action: 'alert.resolved', what: 'resolved', note: reason, detail: { reason } };
      await this.note(em, id, decided, { actor, now });
    });
  }

  /** Takes a person's word back. 409 for an alert that ended by itself. */
  async reopen(id: string, actor: Actor, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const alert = await em.findOneOrFail(AlertRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!alert.resolvedAt) return;
      if (!alert.resolvedBy)
        throw new ConflictException({
          code: 'alert.over',
          message: 'It ended by itself; new evidence raises a new one.',
        });
      await em.update(AlertRow, { id }, { resolvedAt: null, resolvedBy: null, resolvedReason: null });
      await this.note(em, id, { action: 'alert.reopened', what: 'reopened' }, { actor, now });
    });
  }

  private async note(
    em: EntityManager,
    id: string,
    { action, what, note, detail = {} }: Decided,
    { actor, now }: { actor: Actor; now: Date },
  ): Promise<void> {
    await noteMoment(em, id, { at: now, what, by: actor.name, note: note ?? null });
    await this.audit.record({ actor, action, subject: `alert:${id}`, detail, now }, em);
  }
}
