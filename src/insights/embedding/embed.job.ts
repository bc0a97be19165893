import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { AssignService } from '../themes/lifecycle/assign.service.js';
import { EmbedTextsService } from './embed-texts.service.js';
import { EncodersService } from './encoders.service.js';

/** One run stays far under the time after which it would be given to another worker. */
const BLOCKS_PER_RUN = 32;

/**
 * Gives every statement and every piece of a help article its vector and readings, newest first, then lets new statements
 * find their theme. Nothing is locked while the encoder reads: vectors of texts that were changed meanwhile are dropped.
 */
@Injectable()
export class EmbedJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
    private readonly encoders: EncodersService,
    private readonly texts: EmbedTextsService,
    private readonly assign: AssignService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    if (!(await this.hasTexts())) return {};
    const encoder = await this.encoders.configured(now);
    if (!encoder) return {};
    const counts = { chunks: await this.texts.embedChunks(encoder), embedded: 0, sentences: 0, failed: 0, assigned: 0 };
    for (let block = 1; !signal.aborted; block++) {
      const done = await this.texts.embedStatements(encoder, now);
      counts.embedded += done.embedded;
      counts.sentences += done.sentences;
      counts.failed += done.failed;
      if (done.embedded + done.failed === 0) break;
      counts.assigned += await this.assign.assignNew(now);
      if (block === BLOCKS_PER_RUN) {
        await this.jobs.wake('insights.embed');
        break;
      }
    }
    return { ...counts, removed: await this.texts.removeRetired() };
  }

  private async hasTexts(): Promise<boolean> {
    const [row] = await this.db.query<{ found: boolean }[]>(
      'SELECT EXISTS (SELECT FROM statement) OR EXISTS (SELECT FROM kb_chunk) AS found',
    );
    return row!.found;
  }
}
