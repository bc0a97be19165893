import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../../platform/jobs/job.js';
import { FitService } from './fit.service.js';

/** Finds the first themes once there are enough messages, and fits them anew each week. */
@Injectable()
export class FitJob implements Job {
  constructor(private readonly fits: FitService) {}

  async run({ now }: JobContext): Promise<JobCounts> {
    const due = await this.fits.due(now);
    if (!due) return {};
    const { statements = 0, born = 0, changed = 0 } = await this.fits.fit(due, now);
    return { fitted: statements, born, changed };
  }
}
