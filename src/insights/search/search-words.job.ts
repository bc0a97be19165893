import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { SearchWordsService } from './search-words.service.js';

/** Keeps the words of all statements ready for full-text search. */
@Injectable()
export class SearchWordsJob implements Job {
  constructor(private readonly words: SearchWordsService) {}

  async run({ signal }: JobContext): Promise<JobCounts> {
    let indexed = 0;
    while (!signal.aborted) {
      const added = await this.words.indexNew();
      if (added === 0) break;
      indexed += added;
    }
    return { indexed, terms: await this.words.recountTerms() };
  }
}
