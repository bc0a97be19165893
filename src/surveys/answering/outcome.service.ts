import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { FeedbackService } from '../../ingest/feedback/feedback.service.js';
import type { Settings } from '../asking/settings.js';
import { RecoveryAlerts } from '../following/recovery-alerts.js';
import { SurveyEvents } from '../following/survey-events.js';
import { SurveyResponse } from './survey-response.entity.js';

/** Comments are feedback of this source, one per answer. */
export const COMMENT_SOURCE = 'hearback-survey';

/** What follows when an answer starts to count, changes, or turns out not to be a person's: in the caller's transaction. */
@Injectable()
export class OutcomeService {
  constructor(
    private readonly feedback: FeedbackService,
    private readonly events: SurveyEvents,
    private readonly alerts: RecoveryAlerts,
  ) {}

  /** Asks for the delivery of events and alerts. To be called after the commit. */
  async deliver(): Promise<void> {
    await this.events.deliver();
    await this.alerts.deliver();
  }

  async counted(responseId: string, settings: Settings, now: Date, em: EntityManager): Promise<void> {
    const response = await em.findOneByOrFail(SurveyResponse, { id: responseId });
    await this.events.publish('response.created', response, now, em);
    await this.recordComment(response, now, em);
    await this.alerts.raise(response, settings, now, em);
  }

  async changed(responseId: string, settings: Settings, now: Date, em: EntityManager): Promise<void> {
    const response = await em.findOneByOrFail(SurveyResponse, { id: responseId });
    if (response.status !== 'confirmed' && response.status !== 'released') return;
    await this.events.publish('response.updated', response, now, em);
    await this.recordComment(response, now, em);
    await this.alerts.raise(response, settings, now, em);
  }

  /** A machine's comment must not be mined either. */
  async quarantined(responseId: string, now: Date, em: EntityManager): Promise<void> {
    const response = await em.findOneByOrFail(SurveyResponse, { id: responseId });
    await this.events.publish('response.quarantined', response, now, em);
    if (response.comment) await this.feedback.forget(COMMENT_SOURCE, [responseId], now, em);
  }

  /** A person said that it counts after all. */
  async released(responseId: string, now: Date, em: EntityManager): Promise<void> {
    const response = await em.findOneByOrFail(SurveyResponse, { id: responseId });
    await this.events.publish('response.released', response, now, em);
    await this.recordComment(response, now, em);
  }

  async dismissed(responseId: string, now: Date, em: EntityManager): Promise<void> {
    await this.feedback.forget(COMMENT_SOURCE, [responseId, `${responseId}:released`], now, em);
  }

  private async recordComment(response: SurveyResponse, now: Date, em: EntityManager): Promise<void> {
    if (!response.comment) return;
    const { id, comment, reviewedAt, answeredAt, product, plan, locale, stage, tags, score, ticketId, customerId } =
      response;
    await this.feedback.record(
      COMMENT_SOURCE,
      [
        {
          // What was forgotten in quarantine stays forgotten under its old name.
          externalId: reviewedAt ? `${id}:released` : id,
          kind: 'survey_comment',
          text: comment,
          occurredAt: answeredAt.toISOString(),
          updatedAt: now.toISOString(),
          channel: 'survey',
          product,
          plan,
          language: locale,
          stage,
          tags,
          score,
          ticketId,
          customerId,
          knownNames: [],
        },
      ],
      now,
      em,
    );
  }
}
