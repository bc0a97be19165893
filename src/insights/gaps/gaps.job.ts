import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { GapsService } from './gaps.service.js';

/** Compares the themes with the help articles when either has changed. */
@Injectable()
export class GapsJob implements Job {
  constructor(private readonly gaps: GapsService) {}

  async run({ now }: JobContext): Promise<JobCounts> {
    return { judged: await this.gaps.refresh(now) };
  }
}
