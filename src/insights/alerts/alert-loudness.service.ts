import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How loud alerts have been lately, and how many of them were worth it. */
export interface AlertLoudness {
  days: number;
  raised: number;
  useful: number;
  notUseful: number;
}

const DAY_MS = 86_400_000;
const DAYS = 84;

/** What alerts have asked of people's attention. */
@Injectable()
export class AlertLoudnessReader {
  constructor(private readonly db: DataSource) {}

  /** Alerts of the last twelve weeks; of single teams when teams are given. */
  async lately(now: Date, teams: readonly string[] = []): Promise<AlertLoudness> {
    const [row] = await this.db.query<[Omit<AlertLoudness, 'days'>]>(
      `SELECT count(*)::int AS raised, count(*) FILTER (WHERE judged = 'useful')::int AS useful,
         count(*) FILTER (WHERE judged = 'not useful')::int AS "notUseful"
       FROM alert WHERE raised_at >= $1 AND (cardinality($2::uuid[]) = 0 OR owners && $2::uuid[])`,
      [new Date(now.getTime() - DAYS * DAY_MS), teams],
    );
    return { days: DAYS, ...row };
  }
}
