import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import type { SurveyResponse } from '../answering/survey-response.entity.js';

export const RESPONSE_EVENTS = [
  'response.created',
  'response.updated',
  'response.quarantined',
  'response.released',
] as const;
/** SQL: whether there is an endpoint that can be told. */
export const HAS_LISTENERS = 'EXISTS (SELECT 1 FROM webhook_endpoint WHERE deleted_at IS NULL AND disabled_at IS NULL)';
export type ResponseEvent = (typeof RESPONSE_EVENTS)[number];

/** What other programs hear about answers. Comments are masked; no address or name is ever part of it. */
@Injectable()
export class SurveyEvents {
  private isWaiting = false;

  constructor(private readonly webhooks: WebhooksService) {}

  async publish(type: ResponseEvent, response: SurveyResponse, now: Date, em: EntityManager): Promise<void> {
    const key = `${type}:${response.id}:${response.revision}`;
    const wanted = await this.webhooks.publish({ type, key, at: now, data: responseView(response) }, now, em);
    if (wanted > 0) this.isWaiting = true;
  }

  /** Anything else that befalls an invitation; `data` names no person. Told once an invitation. */
  async tell(
    type: 'survey.sent' | 'survey.bounced' | 'unsubscribe.created',
    data: { invitationId: string; surveyId: string; [name: string]: unknown },
    now: Date,
    em: EntityManager,
  ): Promise<void> {
    const event = { type, key: `${type}:${data.invitationId}`, at: now, data };
    if ((await this.webhooks.publish(event, now, em)) > 0) this.isWaiting = true;
  }

  /** Whether anybody listens: without, nothing is gathered for them. */
  async hasListeners(em: EntityManager): Promise<boolean> {
    const [row] = await em.query<{ any: boolean }[]>(`SELECT ${HAS_LISTENERS} AS any`);
    return row!.any;
  }

  /** Asks for the delivery of what was published since the last call. After the commit. */
  async deliver(): Promise<void> {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    await this.webhooks.wake();
  }
}

/** An answer as the API, exports and events show it. */
export function responseView(response: SurveyResponse) {
  const { id, surveyId, versionId, optionId, score, band, reasons, comment, status, level, suspicions, via, locale } =
    response;
  const {
    channel,
    product,
    plan,
    team,
    agent,
    stage,
    tags,
    customerId,
    ticketId,
    answeredAt,
    changedAt,
    editableUntil,
    revision,
  } = response;
  return {
    id,
    surveyId,
    versionId,
    option: optionId,
    score,
    band,
    reasons,
    comment,
    status,
    isCounted: status === 'confirmed' || status === 'released',
    evidence: { level, suspicions },
    context: { via, locale, channel, product, plan, team, agent, stage, tags, customerId, ticketId },
    revision,
    answeredAt: answeredAt.toISOString(),
    changedAt: changedAt.toISOString(),
    editableUntil: editableUntil.toISOString(),
  };
}
