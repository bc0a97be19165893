import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../config.js';
import type { JobCounts } from '../jobs/job.js';

const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 5000;
/** Long enough for every judgement about an address; the suppressions that follow from reports stay. */
const REPORT_DAYS = 400;

/** Takes recipient and text out of old mails. The row stays, so that a mail is never ordered twice, and says what became of it. */
@Injectable()
export class OutboxRetention {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
  ) {}

  async cleanUp(now: Date): Promise<JobCounts> {
    const { OUTBOX_DAYS } = this.config.env;
    const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
    const mails = OUTBOX_DAYS === 0 ? 0 : await this.clear(before(OUTBOX_DAYS));
    const [, reports] = (await this.db.query('DELETE FROM mail_report WHERE reported_at < $1', [
      before(REPORT_DAYS),
    ])) as [unknown, number];
    return { mails, reports };
  }

  private async clear(before: Date): Promise<number> {
    const [, count] = (await this.db.query(
      `UPDATE mail_outbox SET to_name = '', to_address = '', html = '', text = '', headers = '{}', images = '[]'
       WHERE id IN (SELECT id FROM mail_outbox WHERE to_address <> '' AND finished_at < $1 LIMIT ${ROWS_AT_ONCE})`,
      [before],
    )) as [unknown, number];
    return count;
  }
}
