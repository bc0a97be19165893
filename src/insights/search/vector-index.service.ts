import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import type { EncoderRecord } from '../embedding/encoder-record.entity.js';
import type { Matrix } from '../embedding/matrix.js';
import { MiningError, MiningProcess } from '../embedding/mining-process.js';
import { fromBytes } from '../embedding/vector-bytes.js';

export interface Neighbour {
  id: string;
  cosine: number;
}

/** A set of vectors that the mining process holds; `ids` are the statements of its rows. */
interface HeldSet {
  name: 'statements' | 'new-statements';
  version: string;
  encoderId: number;
  ids: string[];
  /** Row of each statement. */
  rows: Map<string, number>;
  /** Position of the last vector that was looked at. */
  upTo: string;
}

const PAGE = 2000;
/** New vectors are held beside the large set, until there are so many that one set is better. */
const MOST_NEW = 5000;
/** Of the memory of the mining process: 390,000 vectors of 384 dimensions as shipped. */
const MEMORY_SHARE = 0.4;
const ATTEMPTS = 3;

/**
 * Exact nearest statements by the vectors of all whole messages, which the mining process holds (154 MB for 100,000). What
 * was embedded since is added before every question; a process that was restarted gets everything again.
 */
@Injectable()
export class VectorIndexService {
  private base: HeldSet | null = null;
  private fresh: HeldSet | null = null;
  private loading: Promise<HeldSet[]> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
  ) {}

  /** The k statements nearest to a unit vector of the serving encoder, best first; among some only when given. Deleted ones may be there. */
  async nearest(vector: Float32Array, k: number, among?: readonly string[]): Promise<Neighbour[]> {
    const found = await this.searchAll(vector, k, among);
    if (found) return found;
    // The process lost its sets: hold them again, once.
    this.base = this.fresh = null;
    return (await this.searchAll(vector, k, among)) ?? [];
  }

  private async searchAll(vector: Float32Array, k: number, among?: readonly string[]): Promise<Neighbour[] | null> {
    const sets = await this.ready();
    const found = await Promise.all(sets.map((set) => this.searchSet(set, vector, k, among)));
    return found.includes(null)
      ? null
      : best(
          found.flatMap((list) => list!),
          k,
        );
  }

  /** Loads what is missing; questions that come meanwhile wait for the same load. */
  ready(): Promise<HeldSet[]> {
    this.loading ??= this.refresh().finally(() => (this.loading = null));
    return this.loading;
  }

  private async searchSet(
    set: HeldSet,
    query: Float32Array,
    k: number,
    among?: readonly string[],
  ): Promise<Neighbour[] | null> {
    const { name, version, ids } = set;
    const rows = among && Int32Array.from(among.flatMap((id) => set.rows.get(id) ?? []));
    if (ids.length === 0 || rows?.length === 0) return [];
    const found = await this.mining.call('search', { name, version, query, k, ...(rows && { among: rows }) });
    return found && Array.from(found.index, (row, i) => ({ id: ids[row]!, cosine: found.similarity[i]! }));
  }

  private async refresh(): Promise<HeldSet[]> {
    const encoder = await this.embeddings.serving();
    if (!encoder) return [];
    if (this.base?.encoderId !== encoder.id || (this.fresh?.ids.length ?? 0) > MOST_NEW) {
      this.fresh = null;
      this.base = await this.load(encoder, 'statements', await this.oldestHeld(encoder));
    }
    const seen = this.fresh?.upTo ?? this.base!.upTo;
    const [newest] = await this.db.query<{ position: string | null }[]>(
      'SELECT max(position)::text AS position FROM embedding WHERE encoder_id = $1',
      [encoder.id],
    );
    if (newest!.position !== null && BigInt(newest!.position) > BigInt(seen))
      this.fresh = await this.load(encoder, 'new-statements', this.base!.upTo);
    return this.fresh ? [this.base!, this.fresh] : [this.base!];
  }

  /** Rows go to the mining process page by page, so that this process never has them all. */
  private async load(encoder: EncoderRecord, name: HeldSet['name'], after: string): Promise<HeldSet> {
    for (let attempt = 1; ; attempt++) {
      const set = await this.tryLoad(encoder, name, after);
      if (set) return set;
      if (attempt === ATTEMPTS)
        throw new MiningError('the mining process ended while it was given the vectors to search');
    }
  }

  /** Null when the mining process was restarted in the middle. */
  private async tryLoad(encoder: EncoderRecord, name: HeldSet['name'], after: string): Promise<HeldSet | null> {
    const ids: string[] = [];
    const version = randomUUID();
    let upTo = after;
    for (;;) {
      const page = await this.page(encoder, upTo);
      if (!page) break;
      upTo = page.upTo;
      if (page.ids.length === 0) continue;
      const held = await this.mining.call('hold', { name, version, rows: page.vectors, at: ids.length });
      ids.push(...page.ids);
      if (held.rows !== ids.length) return null;
    }
    return { name, version, encoderId: encoder.id, ids, rows: new Map(ids.map((id, i) => [id, i])), upTo };
  }

  /** Where the newest vectors begin that fit into a share of the mining process's memory. Older ones are found by words. */
  private async oldestHeld({ id, dimensions }: EncoderRecord): Promise<string> {
    const most = Math.floor((MEMORY_SHARE * this.config.env.MINING_MEMORY_MB * 1e6) / (4 * dimensions));
    const [row] = await this.db.query<{ position: string }[]>(
      'SELECT position::text FROM embedding WHERE encoder_id = $1 ORDER BY position DESC OFFSET $2 LIMIT 1',
      [id, most],
    );
    return row?.position ?? '0';
  }

  private async page(
    { id, dimensions }: EncoderRecord,
    after: string,
  ): Promise<{ ids: string[]; vectors: Matrix; upTo: string } | null> {
    const [row] = await this.db.query<{ upTo: string | null; ids: string[] | null; bytes: Buffer | null }[]>(
      `SELECT max(e.position)::text AS "upTo", array_agg(s.id ORDER BY e.position) FILTER (WHERE s.position = 0) AS ids,
         string_agg(e.vector, ''::bytea ORDER BY e.position) FILTER (WHERE s.position = 0) AS bytes
       FROM (SELECT position, statement_id, vector FROM embedding WHERE encoder_id = $1 AND position > $2 AND length(vector) = $3
         ORDER BY position LIMIT ${PAGE}) e JOIN statement s ON s.id = e.statement_id`,
      [id, after, dimensions * 4],
    );
    if (!row?.upTo) return null;
    return { upTo: row.upTo, ids: row.ids ?? [], vectors: fromBytes(row.bytes ?? Buffer.alloc(0), dimensions) };
  }
}

function best(neighbours: Neighbour[], k: number): Neighbour[] {
  return neighbours.sort((a, b) => b.cosine - a.cosine || (a.id < b.id ? -1 : 1)).slice(0, k);
}
