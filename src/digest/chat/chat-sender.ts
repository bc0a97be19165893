import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import type { JobCounts } from '../../platform/jobs/job.js';
import { ForbiddenTarget, Outbound } from '../../platform/outbound/outbound.js';
import { type Attempt, judge } from '../../platform/webhooks/delivery-plan.js';
import { Delivery } from '../delivery/delivery.entity.js';
import { Digest } from '../delivery/digest.entity.js';
import { slackMessage } from '../rendering/slack-message.js';
import { teamsMessage } from '../rendering/teams-message.js';
import { ChannelsService } from './channels.service.js';
import { TeamChannel } from './team-channel.entity.js';

/** Longer than a call can take. Who still holds a claim after this has died, and nobody knows whether the message arrived. */
const LEASE_MS = 120_000;
const MOST_PER_RUN = 100;

/** Errors before anything was sent. After any other one the message may have arrived. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

interface Posted {
  attempt: Attempt;
  error: string | null;
  /** No answer, but the message may have arrived. */
  isUnclear: boolean;
}

/** Writes digests into chat rooms: claim, call, write the outcome under the number of the claim. Never twice on purpose. */
@Injectable()
export class ChatSender {
  private readonly logger = new Logger(ChatSender.name);

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly outbound: Outbound,
    private readonly channels: ChannelsService,
  ) {}

  async sendDue(now: Date, signal: AbortSignal): Promise<JobCounts> {
    const counts: JobCounts = { unknown: await this.giveUpLost(now) };
    for (let i = 0; i < MOST_PER_RUN && !signal.aborted; i++) {
      const delivery = await this.claim(now);
      if (!delivery) break;
      const outcome = await this.send(delivery, now);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
    return counts;
  }

  private async claim(now: Date): Promise<Delivery | null> {
    const rows = await this.db.query<{ id: string }[]>(
      `WITH claimed AS (
         UPDATE delivery SET state = 'sending', attempts = attempts + 1, claimed_at = $1
         WHERE id = (SELECT id FROM delivery WHERE state = 'due' AND due_at <= $1 AND channel IN ('slack', 'teams')
           ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id)
       SELECT id FROM claimed`,
      [now],
    );
    return rows[0] ? this.db.manager.findOneBy(Delivery, { id: rows[0].id }) : null;
  }

  /** A claim that outlived its holder: the message may have arrived, so only a person sends it again. */
  private async giveUpLost(now: Date): Promise<number> {
    const rows = await this.db.query<unknown[]>(
      `WITH lost AS (UPDATE delivery SET state = 'unknown', finished_at = $1, last_error = 'the sender stopped while sending'
         WHERE state = 'sending' AND claimed_at < $2 RETURNING id) SELECT id FROM lost`,
      [now, new Date(now.getTime() - LEASE_MS)],
    );
    return rows.length;
  }

  private async send(delivery: Delivery, now: Date): Promise<string> {
    const channel = await this.db.manager.findOneBy(TeamChannel, { id: delivery.recipient });
    const digest = await this.db.manager.findOneByOrFail(Digest, { id: delivery.digestId });
    if (!channel || channel.disabledAt)
      return this.finish(delivery, { state: 'failed', error: 'the channel was removed' }, now);
    const { attempt, error, isUnclear } = await this.post(channel, digest);
    if (isUnclear) return this.finish(delivery, { state: 'unknown', error }, now);
    const verdict = judge(attempt, delivery.attempts, Math.random(), now);
    if (verdict.kind === 'delivered') return this.finish(delivery, { state: 'sent', error: null }, now);
    if (verdict.kind === 'again') return this.finish(delivery, { state: 'due', error, dueAt: verdict.at }, now);
    if (verdict.kind === 'gone') {
      await this.channels.disable(channel.id, 'the chat program answered that this address is gone', now);
      this.logger.warn({ event: 'channel.disabled', channel: channel.id });
    }
    return this.finish(delivery, { state: 'failed', error }, now);
  }

  private async post(channel: TeamChannel, { id, document }: Digest): Promise<Posted> {
    const page = `${this.config.publicUrl}/digests/${id}`;
    const message = channel.kind === 'slack' ? slackMessage(document, page) : teamsMessage(document, page);
    try {
      const url = this.channels.addressOf(channel);
      const { status, retryAfterSeconds } = await this.outbound.post({
        url,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
      return {
        attempt: { status, retryAfterSeconds, isForbidden: false },
        error: status < 300 ? null : `answered ${status}`,
        isUnclear: false,
      };
    } catch (cause) {
      const isForbidden = cause instanceof ForbiddenTarget;
      const error = isForbidden
        ? 'target not allowed'
        : ((cause as NodeJS.ErrnoException).code ?? (cause as Error).name);
      return {
        attempt: { status: null, retryAfterSeconds: null, isForbidden },
        error,
        isUnclear: !isForbidden && !NEVER_SENT.has(error),
      };
    }
  }

  /** Writes only while the claim is still ours. */
  private async finish(
    delivery: Delivery,
    outcome: { state: Delivery['state']; error: string | null; dueAt?: Date },
    now: Date,
  ): Promise<string> {
    await this.db.query(
      `UPDATE delivery SET state = $3, last_error = $4, due_at = coalesce($5, due_at), claimed_at = NULL,
         finished_at = CASE WHEN $3 = 'due' THEN NULL ELSE $6::timestamptz END
       WHERE id = $1 AND attempts = $2 AND state = 'sending'`,
      [delivery.id, delivery.attempts, outcome.state, outcome.error, outcome.dueAt ?? null, now],
    );
    return outcome.state === 'due' ? 'deferred' : outcome.state;
  }
}
