import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../../platform/jobs/job.js';
import { AssignService } from './assign.service.js';

/** Finds the theme of every statement that has a vector and none yet. */
@Injectable()
export class AssignJob implements Job {
  constructor(private readonly assign: AssignService) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    let assigned = 0;
    while (!signal.aborted) {
      const batch = await this.assign.assignNew(now);
      if (batch === 0) break;
      assigned += batch;
    }
    return { assigned };
  }
}
