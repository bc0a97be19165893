import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import type { EncoderRecord } from '../embedding/encoder-record.entity.js';
import { gather, type Matrix, zeros } from '../embedding/matrix.js';
import { MiningProcess } from '../embedding/mining-process.js';
import { fromBytes } from '../embedding/vector-bytes.js';
import { COUNTED, THEME_MESSAGES } from '../themes/reading/theme-messages.js';
import { THEME_WINDOW_DAYS } from '../themes/theme-window.js';
import { coverMessages } from './cover-messages.js';
import { type JudgedTheme, judgeThemes, type SampledTheme } from './cover-themes.js';
import { type DecidedGap, shiftOf } from './decided-gaps.js';
import { type HelpCentre, openHelpCentre } from './help-centre.js';

interface Sample {
  themeId: string;
  size: number;
  text: string;
  vector: Buffer;
}

/** What is kept of a verdict: changed whenever every theme should be judged anew. */
const RULE = 2;
/** Newest messages of a theme that are compared with the help centre: the verdict has long settled. */
const SAMPLE = 60;
/** Texts in which the frequency of words is counted. */
const BACKGROUND = 2000;

/** Compares every theme with the help articles and keeps the verdicts. */
@Injectable()
export class GapsService {
  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
  ) {}

  /** Judges all themes anew when themes or articles have changed since the last time. Returns how many, 0 when nothing did. */
  async refresh(now: Date): Promise<number> {
    const encoder = await this.embeddings.serving();
    const state = encoder && (await this.inputsHash(encoder));
    if (!encoder || !state || state.isCurrent || state.isIncomplete) return 0;
    const helpCentre = await this.openHelpCentre();
    const themes = await this.samples(encoder, helpCentre);
    if (themes.length === 0) return 0;
    const judged = judgeThemes(helpCentre, themes, await this.background(), shiftOf(await this.decided()));
    return this.store(judged, state.hash, now);
  }

  /** Changes with every fit and with every article. Incomplete: an article's chunks are not embedded yet. */
  private async inputsHash({
    id,
  }: EncoderRecord): Promise<{ hash: string; isCurrent: boolean; isIncomplete: boolean } | null> {
    const [row] = await this.db.query<
      { run: string | null; articles: string | null; judged: string[]; waiting: number }[]
    >(
      `SELECT (SELECT id FROM mining_run WHERE state = 'done' ORDER BY position DESC LIMIT 1) AS run,
         (SELECT md5(string_agg(id::text || content_hash, ',' ORDER BY id)) FROM kb_article WHERE deleted_at IS NULL) AS articles,
         (SELECT coalesce(array_agg(DISTINCT inputs_hash), '{}') FROM kb_gap) AS judged,
         (SELECT count(*)::int FROM kb_chunk c JOIN kb_article a ON a.id = c.article_id AND a.deleted_at IS NULL
           WHERE NOT EXISTS (SELECT FROM chunk_embedding e WHERE e.chunk_id = c.id AND e.encoder_id = $1)) AS waiting`,
      [id],
    );
    if (!row?.run) return null;
    const hash = createHash('sha256').update(`${RULE} ${row.run} ${row.articles}`).digest('hex');
    return { hash, isCurrent: row.judged.includes(hash), isIncomplete: row.waiting > 0 };
  }

  private async openHelpCentre(): Promise<HelpCentre> {
    const articles = await this.db.query<{ id: string; title: string; text: string }[]>(
      'SELECT id, title, body AS text FROM kb_article WHERE deleted_at IS NULL ORDER BY source, external_id',
    );
    return openHelpCentre(articles);
  }

  /** Vectors of the chunks in the order of the help centre; a chunk without one has zeros and is near to nothing. */
  private async chunkVectors({ id, dimensions }: EncoderRecord, { articles, chunks }: HelpCentre): Promise<Matrix> {
    const rows = await this.db.query<{ articleId: string; position: number; vector: Buffer }[]>(
      `SELECT c.article_id AS "articleId", c.position, e.vector FROM kb_chunk c
       JOIN chunk_embedding e ON e.chunk_id = c.id AND e.encoder_id = $1 AND length(e.vector) = $3 WHERE c.article_id = ANY ($2)`,
      [id, articles.map((article) => article.id), dimensions * 4],
    );
    const place = new Map(chunks.map((chunk, i) => [`${chunk.articleId} ${chunk.position}`, i]));
    const vectors = zeros(chunks.length, dimensions);
    for (const { articleId, position, vector } of rows) {
      const at = place.get(`${articleId} ${position}`);
      if (at !== undefined) vectors.data.set(fromBytes(vector, dimensions).data, at * dimensions);
    }
    return vectors;
  }

  private async samples(encoder: EncoderRecord, helpCentre: HelpCentre): Promise<SampledTheme[]> {
    const rows = await this.db.query<Sample[]>(
      `WITH newest AS (SELECT max(last_seen) AS at FROM theme),
       member AS (SELECT leaf.root_id, f.occurred_at, s.id, left(s.text, 2000) AS text,
           count(*) OVER (PARTITION BY leaf.root_id)::int AS size,
           row_number() OVER (PARTITION BY leaf.root_id ORDER BY f.occurred_at DESC, f.source, f.external_id) AS rank
         FROM ${THEME_MESSAGES} CROSS JOIN newest
         WHERE ${COUNTED} AND f.occurred_at > newest.at - interval '${THEME_WINDOW_DAYS} days')
       SELECT m.root_id AS "themeId", m.size, m.text, e.vector FROM member m
       JOIN embedding e ON e.statement_id = m.id AND e.encoder_id = $1 AND length(e.vector) = $2
       WHERE m.rank <= ${SAMPLE} ORDER BY m.root_id, m.rank`,
      [encoder.id, encoder.dimensions * 4],
    );
    const vectors = fromBytes(Buffer.concat(rows.map(({ vector }) => vector)), encoder.dimensions);
    const chunks = await this.chunkVectors(encoder, helpCentre);
    const covered = await coverMessages((args) => this.mining.call('similarities', args), helpCentre, chunks, vectors);
    const places = Map.groupBy(rows.keys(), (i) => rows[i]!.themeId);
    return [...places].map(([id, at]) => ({
      id,
      size: rows[at[0]!]!.size,
      texts: at.map((i) => rows[i]!.text),
      vectors: gather(vectors, at),
      coverages: at.map((i) => covered[i]!),
    }));
  }

  /** What people said of earlier gaps, each with the chance that was given for it then. */
  private decided(): Promise<DecidedGap[]> {
    return this.db.query<DecidedGap[]>(
      `SELECT state_probability AS probability, state <> 'dismissed' AS "isGap" FROM kb_gap
       WHERE state <> 'proposed' AND state_probability IS NOT NULL`,
    );
  }

  private async background(): Promise<string[]> {
    const rows = await this.db.query<{ text: string }[]>(
      `SELECT left(s.text, 2000) AS text FROM ${THEME_MESSAGES} WHERE s.position = 0 AND ${COUNTED} ORDER BY f.occurred_at DESC, s.id LIMIT ${BACKGROUND}`,
    );
    return rows.map(({ text }) => text);
  }

  private async store(judged: readonly JudgedTheme[], hash: string, now: Date): Promise<number> {
    const rows = judged.map((gap) => ({
      ...gap,
      id: randomUUID(),
      articleId: gap.articles[0]?.id ?? null,
      articleCosine: gap.articles[0]?.cosine ?? null,
    }));
    await this.db.transaction(async (em) => {
      // A theme without messages in the window has nothing to judge any more.
      await em.query('DELETE FROM kb_gap WHERE theme_id <> ALL ($1)', [judged.map(({ themeId }) => themeId)]);
      await em.query(
        `INSERT INTO kb_gap AS g (id, theme_id, verdict, rule, probability, priority, messages, article_id, article_cosine, articles, missing_words,
           evidence, inputs_hash, computed_at)
         SELECT r.id, r."themeId", r.verdict, r.rule, r.probability, r.priority, r.messages, k.id, r."articleCosine", r.articles, r."missingWords",
           r.evidence, $2, $3
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "themeId" uuid, verdict text, rule text, probability double precision,
           priority double precision, messages integer, "articleId" uuid, "articleCosine" double precision, articles jsonb, "missingWords" text[], evidence jsonb)
         LEFT JOIN kb_article k ON k.id = r."articleId"
         ON CONFLICT (theme_id) DO UPDATE SET verdict = excluded.verdict, rule = excluded.rule, probability = excluded.probability,
           priority = excluded.priority, messages = excluded.messages, article_id = excluded.article_id,
           article_cosine = excluded.article_cosine, articles = excluded.articles, missing_words = excluded.missing_words, evidence = excluded.evidence,
           inputs_hash = excluded.inputs_hash, computed_at = excluded.computed_at`,
        [JSON.stringify(rows), hash, now],
      );
    });
    return judged.length;
  }
}
