import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';

const ROWS_AT_ONCE = 5000;

/**
 * Name and address are kept only while the invitation can be mailed, reminded of and answered. The keyed hash of the address
 * stays: cool-downs, returned mails and the unsubscribe links of old mails go by it.
 */
@Injectable()
export class ClearAddressesJob implements Job {
  constructor(private readonly db: DataSource) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts = { cleared: 0 };
    for (let rows = ROWS_AT_ONCE; rows === ROWS_AT_ONCE && !signal.aborted; counts.cleared += rows) {
      [, rows] = (await this.db.query(
        `UPDATE invitation SET address = NULL, name = NULL
         WHERE id IN (SELECT id FROM invitation WHERE address IS NOT NULL AND expires_at <= $1 LIMIT ${ROWS_AT_ONCE})`,
        [now],
      )) as [unknown, number];
    }
    return counts;
  }
}
