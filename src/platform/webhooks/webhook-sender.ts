import { Injectable, Logger } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import type { JobContext, JobCounts } from '../jobs/job.js';
import { ForbiddenTarget, Outbound } from '../outbound/outbound.js';
import { Secrets } from '../secrets.js';
import { type Attempt, judge } from './delivery-plan.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { SECRET_PURPOSE, WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

/** Longer than a call can take. A lost claim is tried again: receivers know repetitions by `webhook-id`. */
const LEASE_MS = 60_000;
const MOST_PER_RUN = 200;
const AT_ONCE = 4;

/** Delivers what is due: claim, call, write the outcome under the claim's number. No transaction is open during a call. */
@Injectable()
export class WebhookSender {
  private readonly logger = new Logger(WebhookSender.name);

  constructor(
    private readonly db: DataSource,
    private readonly outbound: Outbound,
    private readonly endpoints: WebhookEndpointsService,
    private readonly secrets: Secrets,
  ) {}

  async deliverDue({ now, signal }: JobContext): Promise<JobCounts> {
    const counts: JobCounts = {};
    const started = Date.now();
    const clock = () => new Date(now.getTime() + Date.now() - started);
    let left = MOST_PER_RUN;
    const worker = async (): Promise<void> => {
      while (left-- > 0 && !signal.aborted) {
        const delivery = await this.claim(clock());
        if (!delivery) return;
        const outcome = await this.deliver(delivery, clock());
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return counts;
  }

  private async claim(now: Date): Promise<WebhookDelivery | null> {
    const [rows] = (await this.db.query(
      `UPDATE webhook_delivery SET state = 'sending', fence = fence + 1, claimed_at = $1
       WHERE id = (
         SELECT id FROM webhook_delivery
         WHERE (state = 'queued' AND next_attempt_at <= $1) OR (state = 'sending' AND claimed_at < $2)
         ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [now, new Date(now.getTime() - LEASE_MS)],
    )) as [{ id: string }[], number];
    return rows[0] ? this.db.manager.findOneBy(WebhookDelivery, { id: rows[0].id }) : null;
  }

  private async deliver(delivery: WebhookDelivery, now: Date): Promise<string> {
    const endpoint = await this.db.manager.findOneByOrFail(WebhookEndpoint, { id: delivery.endpointId });
    if (endpoint.deletedAt || endpoint.disabledAt) {
      await this.finish(delivery, 'failed', { status: null, error: 'endpoint stopped' }, now);
      return 'dropped';
    }
    const { attempt, error } = await this.call(endpoint, delivery, now);
    const verdict = judge(attempt, delivery.attempts + 1, Math.random(), now);
    const note = { status: attempt.status, error };
    if (verdict.kind === 'again') {
      await this.putBack(delivery, verdict.at, note);
      return 'deferred';
    }
    await this.finish(delivery, verdict.kind === 'delivered' ? 'delivered' : 'failed', note, now);
    if (verdict.kind !== 'delivered')
      await this.stop(
        endpoint,
        verdict.kind === 'gone' ? 'answered 410' : `unreachable: ${error ?? attempt.status}`,
        now,
      );
    return verdict.kind;
  }

  private async call(
    endpoint: WebhookEndpoint,
    delivery: WebhookDelivery,
    now: Date,
  ): Promise<{ attempt: Attempt; error: string | null }> {
    const headers = {
      'content-type': 'application/json',
      'webhook-id': delivery.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.signatures(endpoint, delivery, now),
    };
    try {
      const { status, retryAfterSeconds } = await this.outbound.post({
        url: endpoint.url,
        headers,
        body: delivery.body,
      });
      return { attempt: { status, retryAfterSeconds, isForbidden: false }, error: null };
    } catch (cause) {
      const isForbidden = cause instanceof ForbiddenTarget;
      const error = isForbidden
        ? 'target not allowed'
        : ((cause as NodeJS.ErrnoException).code ?? (cause as Error).name);
      return { attempt: { status: null, retryAfterSeconds: null, isForbidden }, error };
    }
  }

  /** One signature, or two while a rotation overlaps. */
  private signatures(endpoint: WebhookEndpoint, { id, body }: WebhookDelivery, now: Date): string {
    const isOverlap =
      endpoint.previousSecret !== null && endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now;
    const sealed = isOverlap ? [endpoint.secret, endpoint.previousSecret!] : [endpoint.secret];
    return sealed.map((secret) => new Webhook(this.secrets.open(SECRET_PURPOSE, secret)).sign(id, now, body)).join(' ');
  }

  private async stop(endpoint: WebhookEndpoint, reason: string, now: Date): Promise<void> {
    await this.endpoints.disable(endpoint.id, reason, now);
    this.logger.error({ event: 'webhook-endpoint.stopped', endpoint: endpoint.id, reason });
  }

  private async finish(
    { id, fence }: WebhookDelivery,
    state: 'delivered' | 'failed',
    note: Note,
    now: Date,
  ): Promise<void> {
    await this.db.query(
      `UPDATE webhook_delivery SET state = $3, finished_at = $4, attempts = attempts + 1, last_status = $5, last_error = $6
       WHERE id = $1 AND fence = $2 AND state = 'sending'`,
      [id, fence, state, now, note.status, note.error],
    );
  }

  private async putBack({ id, fence }: WebhookDelivery, at: Date, note: Note): Promise<void> {
    await this.db.query(
      `UPDATE webhook_delivery SET state = 'queued', next_attempt_at = $3, attempts = attempts + 1, last_status = $4, last_error = $5, claimed_at = NULL
       WHERE id = $1 AND fence = $2 AND state = 'sending'`,
      [id, fence, at, note.status, note.error],
    );
  }
}

interface Note {
  status: number | null;
  error: string | null;
}
