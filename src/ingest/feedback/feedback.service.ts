import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { jsonRows } from '../../platform/database/database.js';
import { markRepeats } from './repeats.js';
import { withOpenedMail } from '../text/clean-received.js';
import { type FeedbackItem, type FeedbackRow, newestVersions, toFeedbackRow } from './feedback-rows.js';

export type FeedbackResult = 'created' | 'updated' | 'unchanged' | 'empty';

interface StoredFeedback {
  id: string;
  external_id: string;
  inserted: boolean;
}

export interface RecordedCounts {
  inserted: number;
  updated: number;
  unchanged: number;
  /** Nothing visible was written. */
  empty: number;
}

const COLUMNS = `id uuid, "externalId" text, kind text, "ticketId" uuid, "customerId" uuid, "occurredAt" timestamptz, channel text,
  product text, plan text, language text, stage text, tags text[], score double precision, "scoreScale" integer,
  original text, masked text, "contentHash" text, "sourceUpdatedAt" timestamptz`;

/**
 * A text forgotten on request of its source comes back only in a version newer than that. An original that was dropped
 * by retention is no reason to store it again.
 */
const UPSERT = `
  INSERT INTO feedback AS f (id, source, external_id, kind, ticket_id, customer_id, occurred_at, channel, product, plan, language,
    stage, tags, score, score_scale, original, masked, content_hash, source_updated_at, received_at)
  SELECT r.id, $2, r."externalId", r.kind, r."ticketId", r."customerId", r."occurredAt", r.channel, r.product, r.plan, r.language,
    r.stage, r.tags, r.score, r."scoreScale", r.original, r.masked, r."contentHash", r."sourceUpdatedAt", $3
  FROM jsonb_to_recordset($1::jsonb) AS r (${COLUMNS})
  ON CONFLICT (source, external_id) DO UPDATE SET kind = excluded.kind, ticket_id = excluded.ticket_id,
    customer_id = excluded.customer_id, occurred_at = excluded.occurred_at, channel = excluded.channel, product = excluded.product,
    plan = excluded.plan, language = excluded.language, stage = excluded.stage, tags = excluded.tags, score = excluded.score,
    score_scale = excluded.score_scale, original = excluded.original, masked = excluded.masked,
    content_hash = excluded.content_hash, source_updated_at = excluded.source_updated_at, deleted_at = NULL
  WHERE f.source_updated_at <= excluded.source_updated_at AND (f.deleted_at IS NULL OR f.source_updated_at < excluded.source_updated_at)
    AND ((f.original <> '' AND f.original <> excluded.original) OR
      (f.masked, f.tags, f.channel, f.product, f.plan, f.stage, f.score, f.customer_id, f.ticket_id) IS DISTINCT FROM
      (excluded.masked, excluded.tags, excluded.channel, excluded.product, excluded.plan, excluded.stage, excluded.score,
       excluded.customer_id, excluded.ticket_id))
  RETURNING f.id, f.external_id, (f.xmax = 0) AS inserted`;

@Injectable()
export class FeedbackService {
  constructor(private readonly db: DataSource) {}

  /**
   * Stores what customers said: cleaned, masked, once per (source, externalId). An older version than the stored one
   * changes nothing; a newer text replaces the statement, and with it everything derived. Safe to repeat.
   */
  async record(
    source: string,
    items: FeedbackItem[],
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<RecordedCounts> {
    const results = await this.recordEach(source, items, now, em);
    const count = (result: FeedbackResult): number => results.filter((one) => one === result).length;
    return {
      inserted: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      empty: count('empty'),
    };
  }

  /** The same with a result per item, in the order given. */
  async recordEach(
    source: string,
    items: FeedbackItem[],
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<FeedbackResult[]> {
    const cleaned = (await Promise.all(items.map(withOpenedMail))).map(toFeedbackRow);
    const rows = newestVersions(cleaned.filter((row): row is FeedbackRow => row !== null));
    for (const item of items.filter((_, i) => cleaned[i] === null))
      await this.forget(source, [item.externalId], new Date(item.updatedAt ?? item.occurredAt), em);
    const stored = rows.length === 0 ? [] : await this.store(source, rows, now, em);
    const changed = new Map(
      stored.map((row) => [row.external_id, row.inserted ? ('created' as const) : ('updated' as const)]),
    );
    return items.map((item, i) => (cleaned[i] === null ? 'empty' : (changed.get(item.externalId) ?? 'unchanged')));
  }

  private async store(source: string, rows: FeedbackRow[], now: Date, em: EntityManager): Promise<StoredFeedback[]> {
    const stored = await em.query<StoredFeedback[]>(UPSERT, [jsonRows(rows), source, now]);
    if (stored.length === 0) return stored;
    const idsOf = (inserted: boolean) => stored.filter((row) => row.inserted === inserted).map((row) => row.id);
    const changed = idsOf(false);
    await this.recordStatements(rows, new Map(stored.map((row) => [row.external_id, row.id])), changed, em);
    await markRepeats(idsOf(true), changed, em);
    return stored;
  }

  /**
   * A text deleted or redacted in the source at that time is emptied here, and all that was derived from it goes with it.
   * A stored version newer than the deletion stays.
   */
  async forget(source: string, externalIds: string[], at: Date, em: EntityManager = this.db.manager): Promise<number> {
    const gone = await em.query<{ id: string }[]>(
      `WITH gone AS (
         UPDATE feedback SET deleted_at = $3, original = '', masked = '', content_hash = '', duplicate_of = NULL,
           source_updated_at = greatest(source_updated_at, $3)
         WHERE source = $1 AND external_id = ANY ($2) AND deleted_at IS NULL AND source_updated_at <= $3 RETURNING id
       ), cut AS (DELETE FROM statement WHERE feedback_id IN (SELECT id FROM gone))
       SELECT id FROM gone`,
      [source, externalIds, at],
    );
    if (gone.length > 0)
      await markRepeats(
        [],
        gone.map((row) => row.id),
        em,
      );
    return gone.length;
  }

  /** A statement gets a new id when its text changes, so that vectors and assignments of the old text cannot survive. */
  private async recordStatements(
    rows: FeedbackRow[],
    ids: Map<string, string>,
    changed: string[],
    em: EntityManager,
  ): Promise<void> {
    const statements = rows
      .filter((row) => ids.has(row.externalId))
      .map((row) => ({ id: randomUUID(), feedbackId: ids.get(row.externalId)!, text: row.mined }));
    const source = 'jsonb_to_recordset($1::jsonb) AS r (id uuid, "feedbackId" uuid, text text)';
    const known = new Set(changed);
    if (known.size > 0)
      await em.query(
        `DELETE FROM statement s USING ${source}, statement whole
         WHERE s.feedback_id = r."feedbackId" AND whole.feedback_id = s.feedback_id AND whole.position = 0 AND whole.text <> r.text`,
        [jsonRows(statements.filter(({ feedbackId }) => known.has(feedbackId)))],
      );
    await em.query(
      `INSERT INTO statement (id, feedback_id, position, text) SELECT r.id, r."feedbackId", 0, r.text FROM ${source}
       ON CONFLICT (feedback_id, position) DO NOTHING`,
      [jsonRows(statements)],
    );
  }
}
