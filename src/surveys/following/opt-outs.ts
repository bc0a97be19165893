import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { SuppressionsService } from '../../platform/mail/suppressions.service.js';
import type { Invitation } from '../asking/invitation.entity.js';
import { SurveyEvents } from './survey-events.js';

const RECIPIENT: Actor = { kind: 'anonymous', id: null, name: 'recipient' };

/** Ends surveys for people who say so. */
@Injectable()
export class OptOuts {
  constructor(
    private readonly db: DataSource,
    private readonly suppressions: SuppressionsService,
    private readonly events: SurveyEvents,
  ) {}

  /** By the hash of the address, which outlives the address itself. A second time changes nothing. */
  async add({ id: invitationId, surveyId, person }: Invitation, now: Date): Promise<void> {
    if (!person) return;
    const order = { addressHash: person, scope: 'survey', reason: 'opt-out' as const, actor: RECIPIENT, now };
    await this.db.transaction(async (em) => {
      const isNew = await this.suppressions.addHashed(order, em);
      if (isNew) await this.events.tell('unsubscribe.created', { invitationId, surveyId, scope: 'survey' }, now, em);
    });
    await this.events.deliver();
  }
}
