import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { jsonRows } from '../../platform/database/database.js';
import { newestVersions } from '../feedback/feedback-rows.js';
import type { NewArticle } from './article.schema.js';
import { inTransaction } from '../transaction.js';
import { chunkArticle } from './chunks.js';

export interface RecordedArticles {
  inserted: number;
  updated: number;
  unchanged: number;
  /** Per article, in the order given. */
  results: ('created' | 'updated' | 'unchanged')[];
}

const UPSERT = `
  INSERT INTO kb_article AS a (id, source, external_id, title, body, locale, url, published_at, source_updated_at, content_hash)
  SELECT r.id, $2, r."externalId", r.title, r.body, r.locale, r.url, r."publishedAt", r."sourceUpdatedAt", r."contentHash"
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "externalId" text, title text, body text, locale text, url text,
    "publishedAt" timestamptz, "sourceUpdatedAt" timestamptz, "contentHash" text)
  ON CONFLICT (source, external_id) DO UPDATE SET title = excluded.title, body = excluded.body, locale = excluded.locale,
    url = excluded.url, published_at = coalesce(excluded.published_at, a.published_at), deleted_at = NULL,
    source_updated_at = excluded.source_updated_at, content_hash = excluded.content_hash
  WHERE a.source_updated_at <= excluded.source_updated_at
    AND (a.content_hash <> excluded.content_hash OR a.deleted_at IS NOT NULL
      OR (a.locale, a.url) IS DISTINCT FROM (excluded.locale, excluded.url))
  RETURNING a.id, a.external_id, (a.xmax = 0) AS inserted`;

@Injectable()
export class ArticlesService {
  constructor(private readonly db: DataSource) {}

  /** Stores help articles and cuts them into chunks; a changed text gets new chunks, and with them new vectors. Safe to repeat. */
  async record(source: string, articles: NewArticle[], now: Date, em?: EntityManager): Promise<RecordedArticles> {
    if (em) return this.recordIn(em, source, articles, now);
    return inTransaction(this.db, (own) => this.recordIn(own, source, articles, now));
  }

  /** Articles that were unpublished or deleted in the source at that time. Returns how many were closed. */
  async close(source: string, externalIds: string[], at: Date, em: EntityManager = this.db.manager): Promise<number> {
    const closed = await em.query<{ id: string }[]>(
      `WITH closed AS (UPDATE kb_article SET deleted_at = $3, source_updated_at = greatest(source_updated_at, $3)
         WHERE source = $1 AND external_id = ANY ($2) AND deleted_at IS NULL RETURNING id)
       SELECT id FROM closed`,
      [source, externalIds, at],
    );
    return closed.length;
  }

  private async recordIn(
    em: EntityManager,
    source: string,
    articles: NewArticle[],
    now: Date,
  ): Promise<RecordedArticles> {
    const rows = newestVersions(articles.map((article) => toRow(article, now)));
    const stored = await em.query<{ id: string; external_id: string; inserted: boolean }[]>(UPSERT, [
      jsonRows(rows),
      source,
    ]);
    const byId = new Map(rows.map((row) => [row.externalId, row]));
    for (const { id, external_id } of stored) await this.recordChunks(id, byId.get(external_id)!, em);
    const inserted = stored.filter((row) => row.inserted).length;
    const changed = new Map(
      stored.map((row) => [row.external_id, row.inserted ? ('created' as const) : ('updated' as const)]),
    );
    const results = articles.map(({ externalId }) => changed.get(externalId) ?? 'unchanged');
    return { inserted, updated: stored.length - inserted, unchanged: articles.length - stored.length, results };
  }

  /** Articles of the source that are no longer published, by what is still there. Returns how many were closed. */
  async keepOnly(source: string, externalIds: string[], now: Date): Promise<number> {
    const closed = await this.db.query<{ id: string }[]>(
      `WITH closed AS (UPDATE kb_article SET deleted_at = $3 WHERE source = $1 AND deleted_at IS NULL AND external_id <> ALL ($2) RETURNING id)
       SELECT id FROM closed`,
      [source, externalIds, now],
    );
    return closed.length;
  }

  private async recordChunks(articleId: string, row: ArticleRow, em: EntityManager): Promise<void> {
    const chunks = chunkArticle({ id: articleId, title: row.title, text: row.body }).map((chunk) => ({
      ...chunk,
      id: randomUUID(),
    }));
    await em.query('DELETE FROM kb_chunk WHERE article_id = $1', [articleId]);
    await em.query(
      `INSERT INTO kb_chunk (id, article_id, position, text)
       SELECT r.id, $2, r.position, r.text FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, position integer, text text)`,
      [jsonRows(chunks), articleId],
    );
  }
}

type ArticleRow = ReturnType<typeof toRow>;

function toRow(article: NewArticle, now: Date) {
  return {
    ...article,
    id: randomUUID(),
    sourceUpdatedAt: article.updatedAt ?? article.publishedAt ?? now.toISOString(),
    contentHash: createHash('sha256')
      .update(JSON.stringify([article.title, article.body]))
      .digest('hex')
      .slice(0, 32),
  };
}
