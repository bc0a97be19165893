import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { jsonRows } from '../../platform/database/database.js';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { SourceTime } from '../source-time.js';
import { maskPersonalData } from '../text/masking/mask.js';

/** A search that somebody made in the help centre. */
export const NewSearch = z.object({
  externalId: z.string().trim().min(1).max(300).optional().describe('Made from query and time when absent.'),
  query: z.string().trim().min(1).max(1000),
  locale: z.string().max(35).nullish(),
  results: z.int().min(0).max(1_000_000).describe('How many articles were found.'),
  clicked: z.boolean().nullish().describe('Whether one of them was opened.'),
  searchedAt: SourceTime,
});
export type NewSearch = z.infer<typeof NewSearch>;

const INSERT = `
  INSERT INTO kb_search (id, source, external_id, query, locale, results, clicked, searched_at)
  SELECT r.id, $2, r."externalId", r.query, r.locale, r.results, r.clicked, r."searchedAt"
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "externalId" text, query text, locale text, results integer, clicked boolean,
    "searchedAt" timestamptz)
  ON CONFLICT (source, external_id) DO NOTHING RETURNING external_id`;

@Injectable()
export class SearchesService {
  constructor(private readonly db: DataSource) {}

  /** Stores searches, masked. Returns for each whether it was new, in the order given. Safe to repeat. */
  async record(source: string, searches: (NewSearch & { externalId: string })[]): Promise<('created' | 'unchanged')[]> {
    const rows = searches.map((search) => ({
      ...search,
      id: randomUUID(),
      query: maskPersonalData(search.query).masked,
    }));
    const stored = await this.db.query<{ external_id: string }[]>(INSERT, [jsonRows(rows), source]);
    const fresh = new Set(stored.map((row) => row.external_id));
    return searches.map(({ externalId }) => (fresh.delete(externalId) ? 'created' : 'unchanged'));
  }
}

/** The schema of a search whose id is made from what it says when the help centre gives none. */
export const IdentifiedSearch = NewSearch.transform((search) => ({
  ...search,
  externalId:
    search.externalId ??
    createHash('sha256').update(`${search.searchedAt}\n${search.query}`).digest('hex').slice(0, 24),
}));
