import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../../insights/embedding/embeddings.service.js';
import { miningCoverage } from '../../insights/themes/reading/mining-coverage.js';
import type { Week } from '../../platform/periods.js';
import type { DataFacts } from './digest-facts.js';

@Injectable()
export class DataFactsService {
  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
  ) {}

  /** What the numbers of a week rest on. */
  async of(week: Week): Promise<DataFacts> {
    const encoder = await this.embeddings.serving();
    const coverage = await miningCoverage(this.db.manager, week, encoder?.languages ?? null);
    const { messages, assigned, unassigned, smallTalk, followUps, otherLanguage, waiting } = coverage;
    const sql = `SELECT max(created_at) AS newest FROM ticket WHERE created_at < $1 AND deleted_at IS NULL`;
    const [row] = await this.db.query<{ newest: Date | null }[]>(sql, [week.to]);
    return {
      messages,
      assigned,
      unassigned,
      otherLanguages: otherLanguage,
      smallTalk,
      followUps,
      lateFromEarlierWeeks: 0,
      newestTicketAt: row?.newest?.toISOString() ?? null,
      model: encoder ? `${encoder.name} ${encoder.fingerprint}` : 'none',
      settings: 'default',
      notes: waiting ? [`${waiting} messages were not read yet when this was built.`] : [],
    };
  }
}
