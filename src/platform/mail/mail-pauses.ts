import { Injectable, Logger, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../audit/actor.js';
import { AuditService } from '../audit/audit.service.js';
import { type HealthReport, HealthService } from '../health/health.service.js';
import { MailPause } from './mail-pause.entity.js';
import { mustStop, nextProbe } from './retry.js';

const EVERYTHING = '*';
const DAY_MS = 86_400_000;

/** The circuit breakers: everything waits while the server is away; a wave waits for a person after too many refusals. */
@Injectable()
export class MailPauses {
  private readonly logger = new Logger(MailPauses.name);
  private isServerAway = true;

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    health: HealthService,
  ) {
    health.register('mail', () => this.check(new Date()));
  }

  async serverIsAway(reason: string, now: Date): Promise<void> {
    const known = await this.db.manager.findOneBy(MailPause, { scope: EVERYTHING });
    const failures = (known?.failures ?? 0) + 1;
    this.isServerAway = true;
    await this.db.manager.upsert(
      MailPause,
      { scope: EVERYTHING, reason, since: known?.since ?? now, until: nextProbe(failures, now), failures },
      ['scope'],
    );
  }

  async serverIsBack(): Promise<void> {
    if (!this.isServerAway) return;
    await this.db.manager.delete(MailPause, { scope: EVERYTHING });
    this.isServerAway = false;
  }

  /** Stops a wave when too many of its mails of the last day, or since it was resumed, were refused or came back. */
  async checkWave(wave: string, now: Date): Promise<boolean> {
    const known = await this.db.manager.findOneBy(MailPause, { scope: wave });
    const since = new Date(Math.max(now.getTime() - DAY_MS, known?.until?.getTime() ?? 0));
    const [counts] = (await this.db.query(
      `SELECT count(*)::int AS attempted, count(*) FILTER (WHERE state = 'failed' OR has_bounced)::int AS refused
       FROM (SELECT state, EXISTS (SELECT 1 FROM mail_report r WHERE r.mail_id = m.id AND r.kind = 'hard') AS has_bounced
         FROM mail_outbox m WHERE wave = $1 AND finished_at > $2 AND (state = 'sent' OR (state = 'failed' AND last_error ~ '^5'))) w`,
      [wave, since],
    )) as { attempted: number; refused: number }[];
    if (!mustStop(counts!)) return false;
    const reason = `${counts!.refused} of ${counts!.attempted} refused`;
    await this.db.manager.upsert(MailPause, { scope: wave, reason, since: now, until: null, failures: 1 }, ['scope']);
    this.logger.error({ event: 'mail.wave-stopped', wave, ...counts });
    return true;
  }

  /** Sending that is halted now. */
  async list(now: Date): Promise<MailPause[]> {
    const query = this.db.manager
      .createQueryBuilder(MailPause, 'pause')
      .where('pause.until IS NULL OR pause.until > :now', { now });
    return query.orderBy('pause.scope').getMany();
  }

  /** A person looked into it. Refusals before this moment no longer count. */
  async resume(scope: string, actor: Actor, now: Date): Promise<void> {
    await this.db.transaction(async (em) => {
      const { affected } = await em.update(MailPause, { scope }, { until: now });
      if (!affected) throw new NotFoundException();
      await this.audit.record({ actor, action: 'mail.resumed', subject: `wave:${scope}`, now }, em);
    });
  }

  private async check(now: Date): Promise<HealthReport> {
    const pauses = await this.list(now);
    if (pauses.length > 0) {
      const what = pauses.map(({ scope, reason }) => `${scope === EVERYTHING ? 'the mail server' : scope}: ${reason}`);
      return { status: 'degraded', detail: `sending is halted (${what.join('; ')})` };
    }
    const sql = `SELECT count(*)::int AS unknown FROM mail_outbox WHERE state = 'unknown'`;
    const [row] = await this.db.query<{ unknown: number }[]>(sql);
    return row!.unknown > 0
      ? { status: 'degraded', detail: `${row!.unknown} mails may not have arrived` }
      : { status: 'ready' };
  }
}
