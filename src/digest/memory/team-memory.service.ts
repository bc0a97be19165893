import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { DigestFacts, MemoryFacts } from '../facts/digest-facts.js';
import {
  answersByItem,
  type CountedWeek,
  type Dismissal,
  dismissalsByItem,
  type EarlierDigest,
  type GivenAnswer,
  heldOver,
  missedWeeks,
  restatedWeeks,
} from './recollect.js';

/** Answers of so many weeks move items; what somebody found useful a quarter of a year ago does not. */
const REMEMBERED_WEEKS = 8;
const WEEK_MS = 7 * 86_400_000;

/** What a team's earlier digests, clicks and decisions mean for the next digest. Reads only. */
@Injectable()
export class TeamMemory {
  constructor(private readonly db: DataSource) {}

  /** `weeks` are the weeks before this one, oldest first, as they are counted now. */
  async of(teamId: string, facts: DigestFacts, weeks: CountedWeek[]): Promise<MemoryFacts> {
    const { name, to } = facts.week;
    const weekly = new Map(facts.themes.map((theme) => [theme.id, theme.weekly]));
    const digests = await this.earlier(teamId, name);
    const thisWeek = { name, to: new Date(to), contacts: facts.week.contacts };
    return {
      answers: answersByItem(await this.answers(teamId, new Date(to))),
      dismissed: dismissalsByItem(await this.dismissals(teamId), weekly, [...weeks, thisWeek]),
      restated: restatedWeeks(digests, weeks),
      missed: missedWeeks(digests, weeks, name),
      heldOver: heldOver(digests, name),
    };
  }

  /** Messages of weeks that were told before and came after the newest digest was built. */
  async lateMessages(teamId: string, weekStart: Date): Promise<number> {
    const [row] = await this.db.query<{ late: number }[]>(
      `WITH told AS (SELECT max(built_at) AS at, min((facts -> 'week' ->> 'from')::timestamptz) AS since,
           max((facts -> 'week' ->> 'to')::timestamptz) AS until
         FROM digest WHERE team_id = $1 AND (facts -> 'week' ->> 'to')::timestamptz <= $2)
       SELECT count(*)::int AS late FROM told JOIN feedback f ON f.occurred_at >= told.since AND f.occurred_at < told.until
         AND f.received_at > told.at AND f.deleted_at IS NULL`,
      [teamId, weekStart],
    );
    return row!.late;
  }

  private async earlier(teamId: string, week: string): Promise<EarlierDigest[]> {
    return this.db.query<EarlierDigest[]>(
      `SELECT week, held, document -> 'period' ->> 'label' AS label, document ->> 'lead' AS lead,
         (facts -> 'week' ->> 'contacts')::int AS contacts
       FROM digest WHERE team_id = $1 AND week < $2 ORDER BY week DESC LIMIT 26`,
      [teamId, week],
    );
  }

  private async answers(teamId: string, now: Date): Promise<GivenAnswer[]> {
    return this.db.query<GivenAnswer[]>(
      `SELECT a.item_key AS "itemKey", a.reader, a.answer FROM digest_answer a JOIN digest d ON d.id = a.digest_id
       WHERE d.team_id = $1 AND a.at >= $2 AND a.answer IN ('useful', 'not-useful') ORDER BY a.at, a.id`,
      [teamId, new Date(now.getTime() - REMEMBERED_WEEKS * WEEK_MS)],
    );
  }

  /** Declined actions, by when and why they were declined last. */
  private async dismissals(teamId: string): Promise<Dismissal[]> {
    return this.db.query<Dismissal[]>(
      `SELECT CASE WHEN a.gap_id IS NULL THEN 'theme:' || a.theme_id ELSE 'gap:' || a.gap_id END AS "itemKey",
         coalesce(a.gap_id, a.theme_id) AS "themeId", e.at, e.note AS reason
       FROM action a JOIN LATERAL (SELECT at, note FROM action_event WHERE action_id = a.id AND change -> 'status' ->> 'to' = 'declined'
         ORDER BY at DESC, id LIMIT 1) e ON true
       WHERE a.team_id = $1 AND a.status = 'declined' AND coalesce(a.gap_id, a.theme_id) IS NOT NULL`,
      [teamId],
    );
  }
}
