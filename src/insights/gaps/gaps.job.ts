import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { GapFiguresService } from './gap-figures.service.js';
import { GapsService } from './gaps.service.js';

/** Compares the themes with the help articles when either has changed. */
@Injectable()
export class GapsJob implements Job {
  constructor(
    private readonly gaps: GapsService,
    private readonly figures: GapFiguresService,
  ) {}

  async run({ now }: JobContext): Promise<JobCounts> {
    const judged = await this.gaps.refresh(now);
    return { judged, measured: await this.figures.refresh(now) };
  }
}
