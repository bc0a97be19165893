import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../platform/audit/actor.js';
import { AuditService } from '../../platform/audit/audit.service.js';
import { AlertRow } from './alert.entity.js';

export type Judgement = NonNullable<AlertRow['judged']>;

/** How loud alerts have been lately, and how many of them were worth it. */
export interface AlertLoudness {
  days: number;
  raised: number;
  useful: number;
  notUseful: number;
}

const DAY_MS = 86_400_000;
const DAYS = 84;
/** An alert that is of no use is not told again: far enough away to outlive it. */
const FOR_EVER_MS = 3650 * DAY_MS;

/** What people think of alerts. */
@Injectable()
export class AlertJudgements {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** The last word counts. Of an alert that is not useful nobody is told again. */
  async judge(id: string, judged: Judgement, actor: Actor, now: Date): Promise<void> {
    const said = { judged, judgedAt: now, judgedBy: actor.name };
    const silenced = { snoozedUntil: new Date(now.getTime() + FOR_EVER_MS), snoozedBy: actor.name };
    const awake = { snoozedUntil: null, snoozedBy: null };
    await this.db.transaction(async (em) => {
      const wasSilenced = await em.existsBy(AlertRow, { id, judged: 'not useful' });
      const silence = judged === 'not useful' ? silenced : wasSilenced ? awake : {};
      await em.update(AlertRow, { id }, { ...said, ...silence });
      await this.audit.record({ actor, action: 'alert.judged', subject: `alert:${id}`, detail: { judged }, now }, em);
    });
  }

  /** Alerts of the last twelve weeks; of single teams when teams are given. */
  async loudness(now: Date, teams: readonly string[] = []): Promise<AlertLoudness> {
    const [row] = await this.db.query<[Omit<AlertLoudness, 'days'>]>(
      `SELECT count(*)::int AS raised, count(*) FILTER (WHERE judged = 'useful')::int AS useful,
         count(*) FILTER (WHERE judged = 'not useful')::int AS "notUseful"
       FROM alert WHERE raised_at >= $1 AND (cardinality($2::uuid[]) = 0 OR owners && $2::uuid[])`,
      [new Date(now.getTime() - DAYS * DAY_MS), teams],
    );
    return { days: DAYS, ...row };
  }
}
