import { Injectable, Logger, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import { row } from '../embedding/matrix.js';
import { MiningError, MiningProcess } from '../embedding/mining-process.js';
import { ModelError } from '../embedding/model-folder.js';
import { fromBytes } from '../embedding/vector-bytes.js';
import { SENTIMENT_OF_READING, type Sentiment } from '../sentiment/sentiment-shares.js';
import { rankByBoth, type Scored } from './rank.js';
import { FOUND, narrows, searchConditions } from './search-filter.js';
import type { SearchQuery } from './search.schema.js';
import { SearchWordsService, type WordCandidates } from './search-words.service.js';
import { snippet } from './snippet.js';
import { type Neighbour, VectorIndexService } from './vector-index.service.js';

export interface SearchHit {
  feedbackId: string;
  ticketId: string | null;
  /** Masked. */
  snippet: string;
  score: number;
  cosine: number | null;
  occurredAt: Date;
  product: string | null;
  channel: string | null;
  plan: string | null;
  language: string | null;
  sentiment: Sentiment | null;
  theme: { id: string; label: string } | null;
  url: string | null;
}

export interface SearchResult {
  items: SearchHit[];
  /** `words` alone while the encoder is away or being changed. */
  by: 'meaning and words' | 'meaning' | 'words';
}

/** Statements near in meaning that are looked at first, and when a filter leaves too few of them. Of a filter that fewer fit, all are. */
const NEAR = 200;
const NEAR_FILTERED = 3000;

interface Meaning {
  vector: Float32Array;
  near: Neighbour[];
}

interface Asked {
  /** Null while the encoder is away. */
  vector: Float32Array | null;
  words: WordCandidates | null;
  /** How many of the nearest statements are looked at. */
  near: number;
}

/** Hybrid search: exact nearest vectors and full text, ranked as cosine + .2 x BM25 (normalised), then filtered. */
@Injectable()
export class SearchService {
  private readonly logger = new Logger(SearchService.name);

  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
    private readonly index: VectorIndexService,
    private readonly words: SearchWordsService,
  ) {}

  async search(query: SearchQuery): Promise<SearchResult> {
    const [vector, words, few] = await Promise.all([
      query.q === undefined ? this.storedVector(query) : this.embedQuestion(query.q),
      query.q ? this.words.candidates(query.q) : null,
      // A period is often a narrow filter, and cheap to look up; of others it is seen by what the first look finds.
      query.from || query.to ? this.fewFitting(query) : null,
    ]);
    const rank = (by: Float32Array | null) => (few ? this.rankedAmong(few, by, words) : this.ranked(query, by, words));
    const { scored, isByMeaning } = await this.rankedByBest(rank, vector, words !== null);
    const items = await this.hydrate(scored.slice(0, query.limit), words?.stems ?? []);
    return { items, by: isByMeaning ? (words ? 'meaning and words' : 'meaning') : 'words' };
  }

  /** By meaning, or by words alone when the mining process ends while it is asked. */
  private async rankedByBest(
    rank: (vector: Float32Array | null) => Promise<Scored[]>,
    vector: Float32Array | null,
    hasWords: boolean,
  ): Promise<{ scored: Scored[]; isByMeaning: boolean }> {
    try {
      return { scored: await rank(vector), isByMeaning: vector !== null };
    } catch (error) {
      if (!(error instanceof MiningError)) throw error;
      this.logger.warn({ event: 'search.words-only', reason: error.message });
      if (!hasWords)
        throw new ServiceUnavailableException({
          code: 'search.unavailable',
          message: 'Try again soon. See /health/ready.',
        });
      return { scored: await rank(null), isByMeaning: false };
    }
  }

  /** All that fit a narrow filter are known: the nearest of them, and those that hold the words. */
  private async rankedAmong(
    fitting: readonly string[],
    vector: Float32Array | null,
    words: WordCandidates | null,
  ): Promise<Scored[]> {
    const meaning = vector && { vector, near: await this.index.nearest(vector, NEAR, fitting) };
    const among = new Set(fitting);
    const held = (words?.ids ?? []).filter((id) => among.has(id));
    return this.scored([...new Set([...(meaning?.near ?? []).map(({ id }) => id), ...held])], meaning, words);
  }

  /** Candidates that fit the filter, best first. When too few of the nearest fit, more of the nearest are looked at. */
  private async ranked(
    query: SearchQuery,
    vector: Float32Array | null,
    words: WordCandidates | null,
  ): Promise<Scored[]> {
    const first = await this.rankedNearest(query, { vector, words, near: NEAR });
    if (!vector || first.length >= query.limit || !narrows(query)) return first;
    const few = await this.fewFitting(query);
    if (few) return this.rankedAmong(few, vector, words);
    return this.rankedNearest(query, { vector, words, near: NEAR_FILTERED });
  }

  private async rankedNearest(query: SearchQuery, { vector, words, near: k }: Asked): Promise<Scored[]> {
    const meaning = vector && { vector, near: await this.index.nearest(vector, k) };
    const candidates = new Set([...(meaning?.near ?? []).map(({ id }) => id), ...(words?.ids ?? [])]);
    return this.scored(await this.fitting(query, [...candidates], candidates.size), meaning, words);
  }

  private async scored(ids: string[], meaning: Meaning | null, words: WordCandidates | null): Promise<Scored[]> {
    const cosines = new Map((meaning?.near ?? []).map(({ id, cosine }) => [id, cosine]));
    const missing = meaning ? ids.filter((id) => !cosines.has(id)) : [];
    const [hits, others] = await Promise.all([
      this.words.hits(ids, words?.stems ?? []),
      meaning && missing.length > 0 ? this.index.nearest(meaning.vector, missing.length, missing) : [],
    ]);
    for (const { id, cosine } of others) cosines.set(id, cosine);
    return rankByBoth(ids, cosines, words && { ...words, hits });
  }

  /** Everything that fits a narrow filter; null when that is more than can be compared one by one. */
  private async fewFitting(query: SearchQuery): Promise<string[] | null> {
    const fitting = await this.fitting(query, null, NEAR_FILTERED + 1);
    return fitting.length <= NEAR_FILTERED ? fitting : null;
  }

  /** Of the candidates (or of all), those that still exist and fit the filter. */
  private async fitting(query: SearchQuery, candidates: string[] | null, limit: number): Promise<string[]> {
    const parameters: unknown[] = [candidates, limit];
    const where = searchConditions(parameters, query);
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT s.id FROM ${FOUND} WHERE ${where} AND ($1::uuid[] IS NULL OR s.id = ANY ($1)) LIMIT $2`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }

  private async hydrate(scored: readonly Scored[], stems: readonly string[]): Promise<SearchHit[]> {
    const rows = await this.db.query<
      (Omit<SearchHit, 'snippet' | 'score' | 'cosine'> & { id: string; text: string })[]
    >(
      `SELECT s.id, f.id AS "feedbackId", f.ticket_id AS "ticketId", left(f.masked, 20000) AS text, f.occurred_at AS "occurredAt", f.product,
         f.channel, f.plan, f.language, ${SENTIMENT_OF_READING} AS sentiment, t.url,
         CASE WHEN root.id IS NULL THEN NULL ELSE json_build_object('id', root.id, 'label', root.label) END AS theme
       FROM ${FOUND} WHERE s.id = ANY ($1::uuid[])`,
      [scored.map(({ id }) => id)],
    );
    const byId = new Map(rows.map((found) => [found.id, found]));
    return scored.flatMap(({ id, score, cosine }) => {
      const found = byId.get(id);
      if (!found) return [];
      const { id: _, text, ...rest } = found;
      return [{ ...rest, snippet: snippet(text, stems), score, cosine }];
    });
  }

  /** Null while the encoder is away, or while another one than the configured is serving: their vectors cannot be compared. */
  private async embedQuestion(text: string): Promise<Float32Array | null> {
    try {
      const [serving, model] = await Promise.all([this.embeddings.serving(), this.mining.model()]);
      if (serving?.fingerprint !== model.fingerprint) return null;
      return row(await this.mining.embed([text], { priority: 'interactive' }), 0);
    } catch (error) {
      if (!(error instanceof MiningError || error instanceof ModelError)) throw error;
      this.logger.warn({ event: 'search.words-only', reason: error.message });
      return null;
    }
  }

  private async storedVector({ likeFeedback, likeTicket, likeTheme }: SearchQuery): Promise<Float32Array> {
    const [found] = await this.db.query<{ vector: Buffer }[]>(
      likeTheme
        ? `SELECT root.centroid AS vector FROM theme JOIN theme root ON root.id = theme.root_id JOIN encoder c ON c.id = root.encoder_id AND c.state = 'serving'
           WHERE theme.id = $1`
        : `SELECT e.vector FROM feedback f JOIN statement s ON s.feedback_id = f.id AND s.position = 0 JOIN encoder c ON c.state = 'serving'
           JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = c.id WHERE ${likeTicket ? 'f.ticket_id' : 'f.id'} = $1 AND f.deleted_at IS NULL
           ORDER BY f.occurred_at LIMIT 1`,
      [likeTheme ?? likeTicket ?? likeFeedback],
    );
    if (!found)
      throw new NotFoundException({
        code: 'search.nothing-to-compare',
        message: 'There is no such thing, or it has not been read yet.',
      });
    return fromBytes(found.vector, found.vector.length / 4).data;
  }
}
