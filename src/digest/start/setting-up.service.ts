import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { type Step, stepsOf, type SetUp } from './setting-up.js';

/** Counts what is here, for the page that leads a new administrator to the first digest. */
@Injectable()
export class SettingUp {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  async steps(): Promise<Step[]> {
    const [counts] = await this.db.query<Omit<SetUp, 'sendsMail' | 'hasPublicUrl'>[]>(
      `SELECT (SELECT count(*)::int FROM ticket) AS tickets,
         (SELECT count(*)::int FROM connection) AS connections,
         (SELECT count(*)::int FROM connection c WHERE EXISTS (SELECT FROM ticket t WHERE t.source = c.source)) AS "heardFrom",
         (SELECT count(*)::int FROM kb_article WHERE deleted_at IS NULL) AS articles,
         (SELECT count(*)::int FROM theme WHERE state <> 'retired') AS themes,
         (SELECT count(*)::int FROM survey WHERE state = 'active') AS "surveysOn",
         (SELECT count(*)::int FROM survey_response WHERE status IN ('confirmed', 'released')) AS answers,
         (SELECT count(DISTINCT team_id)::int FROM team_recipient WHERE unsubscribed_at IS NULL) AS teams,
         (SELECT count(*)::int FROM digest) AS digests`,
    );
    const { SMTP_URL, PUBLIC_URL } = this.config.env;
    return stepsOf({ ...counts!, sendsMail: Boolean(SMTP_URL), hasPublicUrl: Boolean(PUBLIC_URL) });
  }
}
