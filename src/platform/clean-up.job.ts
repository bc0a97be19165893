import { Injectable } from '@nestjs/common';
import { SessionsService } from './auth/sessions.service.js';
import { IdempotencyKeys } from './http/idempotency-keys.js';
import { RateLimiter } from './http/rate-limiter.js';
import type { Job, JobContext, JobCounts } from './jobs/job.js';
import { OutboxRetention } from './mail/outbox-retention.js';

/** Removes what is over: sessions, sign-in links, idempotency keys, windows of request limits, texts of old mails. */
@Injectable()
export class CleanUpJob implements Job {
  constructor(
    private readonly sessions: SessionsService,
    private readonly keys: IdempotencyKeys,
    private readonly limiter: RateLimiter,
    private readonly outbox: OutboxRetention,
  ) {}

  async run({ now }: JobContext): Promise<JobCounts> {
    const [sessions, keys, limits] = [
      await this.sessions.cleanUp(now),
      await this.keys.cleanUp(now),
      await this.limiter.cleanUp(now),
    ];
    return { sessions, keys, limits, ...(await this.outbox.cleanUp(now)) };
  }
}
