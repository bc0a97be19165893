import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { PersonalData, type PersonalDataHolder, type Subject } from '../../platform/personal-data/personal-data.js';
import { eraseFromNames } from '../themes/naming/erased-names.js';

/**
 * Vectors, readings and assignments go with the texts they were made from. The list of all words does not: a word that only
 * an erased customer used would tell of him, there and in the names of themes.
 */
@Injectable()
export class ErasedWords implements PersonalDataHolder, OnModuleInit {
  readonly name = 'search-words';

  constructor(private readonly registry: PersonalData) {}

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** The words stand in texts that the export holds whole. */
  async export(): Promise<[]> {
    return [];
  }

  async erase({ feedbackIds }: Subject, em: EntityManager): Promise<number> {
    const rows = await em.query<{ term: string }[]>(
      `WITH own AS MATERIALIZED (SELECT d.statement_id, d.words FROM search_document d JOIN statement s ON s.id = d.statement_id
         WHERE s.feedback_id = ANY ($1)),
       said AS MATERIALIZED (SELECT DISTINCT unnest(tsvector_to_array(words)) AS term FROM own),
       gone AS (DELETE FROM search_term t USING said WHERE t.term = said.term AND t.term <> '' AND NOT EXISTS (
         SELECT FROM search_document d WHERE d.words @@ quote_literal(said.term)::tsquery
           AND d.statement_id NOT IN (SELECT statement_id FROM own)) RETURNING t.term)
       SELECT term FROM gone`,
      [feedbackIds],
    );
    const renamed = await eraseFromNames(
      em,
      rows.map(({ term }) => term),
    );
    return rows.length + renamed;
  }
}
