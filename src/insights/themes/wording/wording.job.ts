import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../../platform/jobs/job.js';
import { WordingService } from './wording.service.js';

/** Gives established themes the words of a language model, where one is configured. */
@Injectable()
export class WordingJob implements Job {
  constructor(private readonly wording: WordingService) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    return { ...(await this.wording.wordThemes(now, signal)) };
  }
}
