import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SYSTEM } from '../audit/actor.js';
import { RateLimiter } from '../http/rate-limiter.js';
import type { JobContext, JobCounts } from '../jobs/job.js';
import { domainOf } from './address.js';
import { classifyFailure, type Failure } from './failure.js';
import { MailExit } from './mail-exit.js';
import { MailPauses } from './mail-pauses.js';
import { OutgoingMail } from './outgoing-mail.entity.js';
import { nextAttempt } from './retry.js';
import { SuppressionsService } from './suppressions.service.js';
import { DeliveryError } from './transport.js';

/** A claim older than this belongs to a process that died or froze. Longer than every SMTP timeout together. */
const LEASE_MS = 5 * 60_000;
/** Mails of one run; the next run follows at once when more wait. */
const MOST_PER_RUN = 500;

type Outcome = 'sent' | 'deferred' | 'failed' | 'unknown' | 'suppressed' | 'limited' | 'away';

/** The claim of a mail: its number must still be the newest when the outcome is written. */
type Claimed = OutgoingMail;

/**
 * Takes mails out of the outbox one by one: claim, send, write the outcome under the claim's number. A mail whose fate is
 * unknown (the process died between claim and outcome) becomes `unknown` and waits for a person, unless its kind allows a
 * repetition. No transaction is open while SMTP talks.
 */
@Injectable()
export class MailSender {
  private readonly logger = new Logger(MailSender.name);

  constructor(
    private readonly db: DataSource,
    private readonly exit: MailExit,
    private readonly suppressions: SuppressionsService,
    private readonly pauses: MailPauses,
    private readonly limiter: RateLimiter,
  ) {}

  /** Sends what is due. Bounded; counts how it went. */
  async sendDue({ now, signal }: JobContext): Promise<JobCounts> {
    const started = Date.now();
    const counts: JobCounts = { ...(await this.settleLostClaims(now)) };
    for (let i = 0; i < MOST_PER_RUN && !signal.aborted; i++) {
      const at = new Date(now.getTime() + Date.now() - started);
      const mail = await this.claim(at);
      if (!mail) break;
      const outcome = await this.process(mail, at);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (outcome === 'away') break;
    }
    return counts;
  }

  /** The next due mail of a wave that is not paused. */
  private async claim(now: Date): Promise<Claimed | null> {
    const [rows] = (await this.db.query(
      `UPDATE mail_outbox SET state = 'sending', fence = fence + 1, claimed_at = $1
       WHERE id = (
         SELECT id FROM mail_outbox WHERE state = 'queued' AND next_attempt_at <= $1
           AND NOT EXISTS (SELECT 1 FROM mail_pause WHERE scope IN ('*', mail_outbox.wave) AND (until IS NULL OR until > $1))
         ORDER BY priority, next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [now],
    )) as [{ id: string }[], number];
    return rows[0] ? this.db.manager.findOneBy(OutgoingMail, { id: rows[0].id }) : null;
  }

  private async process(mail: Claimed, now: Date): Promise<Outcome> {
    if (mail.expiresAt <= now) return this.finish(mail, 'failed', 'expired', now);
    if (await this.suppressions.find(mail.toAddress, mail.suppressedBy)) {
      await this.finish(mail, 'failed', 'suppressed', now);
      return 'suppressed';
    }
    const waitMs = await this.domainWait(mail, now);
    if (waitMs > 0) {
      const until = new Date(now.getTime() + waitMs);
      await this.putBack(mail, until, null, 0);
      await this.postpone(domainOf(mail.toAddress), until, now);
      return 'limited';
    }
    return this.deliver(mail, now);
  }

  private async deliver(mail: Claimed, now: Date): Promise<Outcome> {
    try {
      await this.exit.deliver(mail);
    } catch (error) {
      const { cause, wasHandedOver } = error instanceof DeliveryError ? error : new DeliveryError(error, false);
      return this.fail(mail, classifyFailure(cause, wasHandedOver), now);
    }
    await this.pauses.serverIsBack();
    return this.finish(mail, 'sent', null, now);
  }

  private async fail(mail: Claimed, failure: Failure, now: Date): Promise<Outcome> {
    this.logger.warn({
      event: 'mail.not-delivered',
      mail: mail.id,
      kind: mail.kind,
      outcome: failure.kind,
      reason: failure.reason,
    });
    if (failure.kind === 'server-away') {
      await this.putBack(mail, mail.nextAttemptAt, failure.reason, 0);
      await this.pauses.serverIsAway(failure.reason, now);
      return 'away';
    }
    if (failure.kind === 'retry' || (failure.kind === 'unknown' && mail.repeatsWhenUnknown)) {
      await this.putBack(
        mail,
        nextAttempt(mail.attempts + 1, failure.retryAfterSeconds, Math.random(), now),
        failure.reason,
        1,
      );
      return 'deferred';
    }
    if (failure.kind === 'unknown') return this.finish(mail, 'unknown', failure.reason, now);
    await this.finish(mail, 'failed', failure.reason, now);
    if (failure.isDeadAddress)
      await this.suppressions.add({ address: mail.toAddress, scope: 'all', reason: 'bounce', actor: SYSTEM, now });
    await this.pauses.checkWave(mail.wave, now);
    return 'failed';
  }

  /** A frozen process that wakes up may still say "sent" of a mail that was given up as unknown, and nothing else. */
  private async finish(
    mail: Claimed,
    state: 'sent' | 'failed' | 'unknown',
    error: string | null,
    now: Date,
  ): Promise<Outcome> {
    await this.db.query(
      `UPDATE mail_outbox SET state = $3, last_error = $4, finished_at = $5, attempts = attempts + 1
       WHERE id = $1 AND fence = $2 AND (state = 'sending' OR (state = 'unknown' AND $3 = 'sent'))`,
      [mail.id, mail.fence, state, error, now],
    );
    return state;
  }

  private async putBack(mail: Claimed, at: Date, error: string | null, attempts: 0 | 1): Promise<void> {
    await this.db.query(
      `UPDATE mail_outbox SET state = 'queued', next_attempt_at = $3, last_error = coalesce($4, last_error), attempts = attempts + $5, claimed_at = NULL
       WHERE id = $1 AND fence = $2 AND state = 'sending'`,
      [mail.id, mail.fence, at, error, attempts],
    );
  }

  /** All due mails to a domain that must wait: claimed one by one only to be put back, thousands would keep the others waiting. */
  private async postpone(domain: string, until: Date, now: Date): Promise<void> {
    await this.db.query(
      `UPDATE mail_outbox SET next_attempt_at = $2 WHERE id IN (
         SELECT id FROM mail_outbox WHERE state = 'queued' AND next_attempt_at <= $3 AND lower(substring(to_address FROM '[^@]*$')) = $1
         FOR UPDATE SKIP LOCKED)`,
      [domain, until, now],
    );
  }

  private async domainWait(mail: Claimed, now: Date): Promise<number> {
    if (this.exit.isRepeatable) return 0;
    const limit = { max: this.exit.perDomainPerMinute, windowSeconds: 60 };
    const { current, ttl } = await this.limiter.hit(`mail-domain:${domainOf(mail.toAddress)}`, limit, now);
    return current > limit.max ? ttl : 0;
  }

  /** Claims whose process died. What a folder holds, or may be repeated, goes back into the queue; the rest is unknown. */
  private async settleLostClaims(now: Date): Promise<JobCounts> {
    const [rows] = (await this.db.query(
      `UPDATE mail_outbox SET
         state = CASE WHEN $2 OR repeats_when_unknown THEN 'queued' ELSE 'unknown' END,
         finished_at = CASE WHEN $2 OR repeats_when_unknown THEN NULL ELSE $3::timestamptz END,
         last_error = 'process lost'
       WHERE state = 'sending' AND claimed_at < $1 RETURNING state`,
      [new Date(now.getTime() - LEASE_MS), this.exit.isRepeatable, now],
    )) as [{ state: string }[], number];
    return rows.length === 0 ? {} : { lost: rows.length };
  }
}
