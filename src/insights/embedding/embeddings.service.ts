import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { COUNTED, COUNTED_MESSAGES, COUNTED_ROWS, ROW_COUNTS } from '../themes/reading/theme-messages.js';
import { EncoderRecord } from './encoder-record.entity.js';
import type { Matrix } from './matrix.js';
import { fromBytes, toBytes } from './vector-bytes.js';

/** What the mining process says of its encoder. */
export interface EncoderDescription {
  fingerprint: string;
  name: string;
  dimensions: number;
  /** Null: all. */
  languages: string[] | null;
}

export interface PendingText {
  id: string;
  text: string;
}

export interface StatementText extends PendingText {
  feedbackId: string;
  position: number;
}

/** Rows fetched at a time: 1.5 MB of vectors, a few milliseconds of decoding, so that the event loop stays free. */
const PAGE = 1000;
/** Longer texts say nothing more about the issue, and the encoder would read them for minutes. */
const LONGEST_TEXT = 20_000;

/** Stores vectors, keyed by the encoder that made them, and finds what still lacks one. */
@Injectable()
export class EmbeddingsService {
  constructor(private readonly db: DataSource) {}

  /** The row of an encoder. The first one ever serves at once; another one prepares until everything has its vectors. */
  async register({ fingerprint, name, dimensions, languages }: EncoderDescription, now: Date): Promise<EncoderRecord> {
    await this.db.query(
      `INSERT INTO encoder (id, fingerprint, name, dimensions, languages, state, first_seen_at)
       SELECT coalesce(max(id), 0) + 1, $1, $2, $3, $4, CASE WHEN bool_or(state = 'serving') THEN 'preparing' ELSE 'serving' END, $5
       FROM encoder HAVING NOT coalesce(bool_or(fingerprint = $1), false) ON CONFLICT DO NOTHING`,
      [fingerprint, name, dimensions, languages, now],
    );
    // Back to an encoder of earlier days, or the same one told to read other languages.
    await this.db.query(
      `UPDATE encoder SET languages = $2, state = CASE WHEN state = 'retired' THEN 'preparing' ELSE state END
       WHERE fingerprint = $1 AND (state = 'retired' OR languages IS DISTINCT FROM $2)`,
      [fingerprint, languages],
    );
    await this.db.query(`UPDATE encoder SET state = 'retired' WHERE state = 'preparing' AND fingerprint <> $1`, [
      fingerprint,
    ]);
    return this.db.manager.findOneByOrFail(EncoderRecord, { fingerprint });
  }

  /** The encoder whose vectors are compared today; null before the first one. */
  serving(): Promise<EncoderRecord | null> {
    return this.db.manager.findOneBy(EncoderRecord, { state: 'serving' });
  }

  /** The encoder of the next fit: the one that prepares, once everything has its vectors (see `countWaiting`), else the serving one. */
  async next(): Promise<EncoderRecord | null> {
    const preparing = await this.db.manager.findOne(EncoderRecord, {
      where: { state: 'preparing' },
      order: { id: 'DESC' },
    });
    return preparing ?? this.serving();
  }

  /** Whole messages that count and have no vector of this encoder yet. */
  async countWaiting({ id, languages }: EncoderRecord, now: Date): Promise<number> {
    const rows = await this.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${COUNTED_MESSAGES} LEFT JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1
       LEFT JOIN embedding_failure x ON x.statement_id = s.id AND x.encoder_id = $1
       WHERE s.position = 0 AND e.statement_id IS NULL AND x.statement_id IS NULL AND ${COUNTED} AND ${readable('$2')} AND f.occurred_at <= $3`,
      [id, languages, now],
    );
    return rows[0]!.n;
  }

  /**
   * Statements that count and lack a vector of this encoder, in a language that it reads (null: any): whole messages first,
   * the newest first. Looked for among narrow rows in the order of time: sorting a large backlog for each block would read it all.
   */
  async pendingStatements(encoder: EncoderRecord, now: Date, limit: number): Promise<StatementText[]> {
    const whole = await this.pending('m.position = 0', { encoder, now, limit });
    if (whole.length === limit) return whole;
    return [...whole, ...(await this.pending('m.position > 0', { encoder, now, limit: limit - whole.length }))];
  }

  private pending(
    which: string,
    { encoder, now, limit }: { encoder: EncoderRecord; now: Date; limit: number },
  ): Promise<StatementText[]> {
    return this.db.query<StatementText[]>(
      `SELECT s.id, left(s.text, ${LONGEST_TEXT}) AS text, s.feedback_id AS "feedbackId", s.position
       FROM (SELECT m.statement_id, m.feedback_id, m.position, m.occurred_at FROM ${COUNTED_ROWS}
         WHERE ${which} AND ${ROW_COUNTS} AND ${readable('$2', 'm')}
           AND NOT EXISTS (SELECT FROM embedding e WHERE e.statement_id = m.statement_id AND e.encoder_id = $1)
           AND NOT EXISTS (SELECT FROM embedding_failure x WHERE x.statement_id = m.statement_id AND x.encoder_id = $1 AND x.next_attempt_at > $3)
         ORDER BY m.occurred_at DESC, m.feedback_id, m.position LIMIT $4) w JOIN statement s ON s.id = w.statement_id
       ORDER BY w.occurred_at DESC, w.feedback_id, w.position`,
      [encoder.id, encoder.languages, now, limit],
    );
  }

  pendingChunks(encoderId: number, limit: number): Promise<PendingText[]> {
    return this.db.query<PendingText[]>(
      `SELECT c.id, left(c.text, ${LONGEST_TEXT}) AS text FROM kb_chunk c JOIN kb_article k ON k.id = c.article_id AND k.deleted_at IS NULL
       WHERE NOT EXISTS (SELECT FROM chunk_embedding e WHERE e.chunk_id = c.id AND e.encoder_id = $1)
       ORDER BY k.external_id, c.position LIMIT $2`,
      [encoderId, limit],
    );
  }

  /** Stores vectors of statements that still exist. Safe to repeat. Returns how many are new. */
  storeStatements(encoderId: number, ids: readonly string[], vectors: Matrix): Promise<number> {
    return this.store('embedding', 'statement', { encoderId, ids, vectors });
  }

  storeChunks(encoderId: number, ids: readonly string[], vectors: Matrix): Promise<number> {
    return this.store('chunk_embedding', 'chunk', { encoderId, ids, vectors });
  }

  /** Vectors of the given statements in the given order, in pages; the caller knows that all of them exist. */
  async *vectorsOf(
    encoder: { id: number; dimensions: number },
    ids: readonly string[],
  ): AsyncGenerator<{ ids: string[]; vectors: Matrix }> {
    for (let from = 0; from < ids.length; from += PAGE) {
      const rows = await this.db.query<{ ids: string[] | null; bytes: Buffer | null }[]>(
        `SELECT array_agg(w.id ORDER BY w.position) AS ids, string_agg(e.vector, ''::bytea ORDER BY w.position) AS bytes
         FROM unnest($2::uuid[]) WITH ORDINALITY AS w (id, position)
         JOIN embedding e ON e.statement_id = w.id AND e.encoder_id = $1 AND length(e.vector) = $3`,
        [encoder.id, ids.slice(from, from + PAGE), encoder.dimensions * 4],
      );
      const { ids: found, bytes } = rows[0]!;
      if (found && bytes) yield { ids: found, vectors: fromBytes(bytes, encoder.dimensions) };
    }
  }

  /** Vectors of a wrong size cannot have come from this encoder: they are dropped and made again. Returns how many. */
  async dropBroken(encoder: { id: number; dimensions: number }): Promise<number> {
    const rows = await this.db.query<{ id: string }[]>(
      `WITH broken AS (DELETE FROM embedding WHERE encoder_id = $1 AND length(vector) <> $2 RETURNING statement_id)
       SELECT statement_id AS id FROM broken`,
      [encoder.id, encoder.dimensions * 4],
    );
    return rows.length;
  }

  /** Removes a piece of the vectors of encoders that no longer serve. Returns how many. */
  async removeRetired(): Promise<number> {
    const rows = await this.db.query<{ n: number }[]>(
      `WITH old AS (SELECT e.encoder_id, e.statement_id FROM embedding e JOIN encoder c ON c.id = e.encoder_id AND c.state = 'retired' LIMIT ${20 * PAGE}),
       gone AS (DELETE FROM embedding e USING old WHERE e.encoder_id = old.encoder_id AND e.statement_id = old.statement_id RETURNING 1),
       chunks AS (DELETE FROM chunk_embedding e USING encoder c WHERE c.id = e.encoder_id AND c.state = 'retired')
       SELECT count(*)::int AS n FROM gone`,
    );
    return rows[0]!.n;
  }

  /** Remembers that a text could not be read; it is tried again after 1, 4, 16 ... minutes, at most five times. */
  async recordFailure(encoderId: number, statementId: string, reason: string, now: Date): Promise<void> {
    await this.db.query(
      `INSERT INTO embedding_failure AS x (encoder_id, statement_id, attempts, next_attempt_at, reason)
       SELECT $1, s.id, 1, $3::timestamptz + interval '1 minute', $4 FROM statement s WHERE s.id = $2
       ON CONFLICT (encoder_id, statement_id) DO UPDATE SET attempts = x.attempts + 1, reason = excluded.reason,
         next_attempt_at = CASE WHEN x.attempts >= 4 THEN 'infinity' ELSE $3::timestamptz + interval '1 minute' * power(4, x.attempts) END`,
      [encoderId, statementId, now, reason],
    );
  }

  private async store(
    table: string,
    subject: 'statement' | 'chunk',
    { encoderId, ids, vectors }: { encoderId: number; ids: readonly string[]; vectors: Matrix },
  ): Promise<number> {
    if (ids.length !== vectors.rows) throw new RangeError(`${vectors.rows} vectors for ${ids.length} texts`);
    const owner = subject === 'statement' ? 'statement' : 'kb_chunk';
    // The join leaves out what was deleted or edited while the encoder was reading.
    const rows = await this.db.query<{ id: string }[]>(
      `WITH stored AS (INSERT INTO ${table} (encoder_id, ${subject}_id, vector)
         SELECT $1, o.id, substring($3::bytea FROM (w.position::int - 1) * $4 + 1 FOR $4)
         FROM unnest($2::uuid[]) WITH ORDINALITY AS w (id, position) JOIN ${owner} o ON o.id = w.id
         ON CONFLICT DO NOTHING RETURNING ${subject}_id AS id) SELECT id FROM stored`,
      [encoderId, ids, toBytes(vectors.data), vectors.cols * 4],
    );
    return rows.length;
  }
}

/** SQL: whether the language of feedback f (or of its row m) is among those of a parameter; unknown languages are tried. */
export function readable(parameter: string, of: 'f' | 'm' = 'f'): string {
  return `(${parameter}::text[] IS NULL OR ${of}.language IS NULL OR lower(split_part(${of}.language, '-', 1)) = ANY (${parameter}::text[]))`;
}
