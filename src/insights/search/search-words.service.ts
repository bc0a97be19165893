import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WordHits } from './rank.js';

/** What the words of a question weigh, and which texts hold them. */
export interface WordCandidates {
  stems: string[];
  documents: Map<string, number>;
  total: number;
  ids: string[];
}

/** The row of search_term that holds the number of all texts: no word is empty. */
const ALL = '';
/** Texts of one question that are ranked by words. Rare words come first: a word that stands everywhere finds nothing. */
const MOST_CANDIDATES = 150;
const MOST_MATCHES = 2000;
const PER_RUN = 20_000;
const LONGEST_TEXT = 100_000;

/** Keeps the full-text side of search: the words of every statement, and how many statements hold each word. */
@Injectable()
export class SearchWordsService {
  constructor(private readonly db: DataSource) {}

  /**
   * Adds statements that are not indexed yet. The words are those of the masked message without its quoted lines: error codes and
   * numbers that the encoder is spared must be found. Returns how many.
   */
  async indexNew(): Promise<number> {
    const rows = await this.db.query<{ id: string }[]>(
      `WITH added AS (INSERT INTO search_document (statement_id, words)
         SELECT s.id, to_tsvector(CASE WHEN f.language IS NULL OR f.language LIKE 'en%' THEN 'english' ELSE 'simple' END::regconfig,
           left(regexp_replace(f.masked, '^\\s{0,8}>.*$', '', 'ng'), ${LONGEST_TEXT}) || ' ' || left(s.text, ${LONGEST_TEXT}))
         FROM statement s JOIN feedback f ON f.id = s.feedback_id
         WHERE s.position = 0 AND NOT EXISTS (SELECT FROM search_document d WHERE d.statement_id = s.id) LIMIT ${PER_RUN}
         ON CONFLICT DO NOTHING RETURNING statement_id) SELECT statement_id AS id FROM added`,
    );
    return rows.length;
  }

  /** Counts words again when the number of texts has grown or shrunk by a tenth. Returns how many words, 0 when not needed. */
  async recountTerms(): Promise<number> {
    const [row] = await this.db.query<{ total: number; counted: number | null }[]>(
      `SELECT (SELECT count(*)::int FROM search_document) AS total, (SELECT documents FROM search_term WHERE term = $1) AS counted`,
      [ALL],
    );
    const { total, counted } = row!;
    if (total === (counted ?? 0) || (counted !== null && Math.abs(total - counted) < 0.1 * counted)) return 0;
    return this.db.transaction(async (em) => {
      await em.query('DELETE FROM search_term');
      const rows = await em.query<{ n: number }[]>(
        `WITH counted AS (INSERT INTO search_term (term, documents) SELECT word, ndoc FROM ts_stat('SELECT words FROM search_document')
           UNION ALL SELECT $1, $2 RETURNING 1) SELECT count(*)::int AS n FROM counted`,
        [ALL, total],
      );
      return rows[0]!.n;
    });
  }

  /** The words of a question with their counts, and the statements that hold the rarest of them. */
  async candidates(question: string): Promise<WordCandidates> {
    const rows = await this.db.query<{ term: string; documents: number | null }[]>(
      `SELECT q.term, t.documents FROM (SELECT unnest(tsvector_to_array(to_tsvector('english', $1))) AS term UNION SELECT $2) q
       LEFT JOIN search_term t ON t.term = q.term`,
      [question, ALL],
    );
    const total = rows.find(({ term }) => term === ALL)?.documents ?? 0;
    const terms = rows
      .filter(({ term }) => term !== ALL)
      .map(({ term, documents }) => ({ term, documents: documents ?? 0 }));
    const rare = rarest(terms);
    const ids = rare.length ? await this.holding(rare) : [];
    return {
      stems: terms.map(({ term }) => term),
      documents: new Map(terms.map(({ term, documents }) => [term, documents])),
      total,
      ids,
    };
  }

  /** Counts of the given words in the given statements. */
  async hits(ids: readonly string[], stems: readonly string[]): Promise<Map<string, WordHits>> {
    if (ids.length === 0 || stems.length === 0) return new Map();
    const rows = await this.db.query<{ id: string; length: number; stems: string[]; counts: number[] }[]>(
      `SELECT d.statement_id AS id, length(d.words) AS length, array_agg(u.lexeme) AS stems, array_agg(cardinality(u.positions)) AS counts
       FROM search_document d CROSS JOIN LATERAL unnest(d.words) AS u (lexeme, positions, weights)
       WHERE d.statement_id = ANY ($1::uuid[]) AND u.lexeme = ANY ($2::text[]) GROUP BY 1, 2`,
      [ids, stems],
    );
    return new Map(
      rows.map(({ id, length, stems: found, counts }) => [
        id,
        { length, counts: new Map(found.map((stem, i) => [stem, counts[i]!])) },
      ]),
    );
  }

  private async holding(terms: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT statement_id AS id FROM search_document, (SELECT string_agg(quote_literal(term), ' | ')::tsquery AS query FROM unnest($1::text[]) AS term) q
       WHERE words @@ q.query ORDER BY ts_rank_cd(words, q.query) DESC, statement_id LIMIT ${MOST_CANDIDATES}`,
      [terms],
    );
    return rows.map(({ id }) => id);
  }
}

/** As many of the rarest words as can be looked up quickly. */
function rarest(terms: readonly { term: string; documents: number }[]): string[] {
  let matches = 0;
  return [...terms]
    .sort((a, b) => a.documents - b.documents || (a.term < b.term ? -1 : 1))
    .filter(({ documents }) => (matches += documents) <= MOST_MATCHES)
    .map(({ term }) => term);
}
