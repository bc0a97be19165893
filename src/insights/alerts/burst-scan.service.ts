import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import { stack } from '../embedding/matrix.js';
import { MiningProcess } from '../embedding/mining-process.js';
import { fromBytes } from '../embedding/vector-bytes.js';
import type { DatedMessage, Day } from '../trends/detect.js';
import { SCAN_REACH } from '../trends/neighbour-scan.js';
import { scanOf, scanParts } from '../trends/scan-day.js';

const PAGE = 2000;

/** Vectors of the latest messages: what a burst before a theme, or two reports of one event, are recognised by. */
@Injectable()
export class BurstScan {
  private readonly logger = new Logger(BurstScan.name);

  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
  ) {}

  /** Vectors of what scans of these days look at, and of further messages, by feedback; what is not embedded is absent. */
  async vectors(
    messages: readonly DatedMessage[],
    todays: readonly number[],
    further: readonly string[],
  ): Promise<Map<string, Float32Array>> {
    const wanted = new Set(further);
    for (const today of todays) {
      const { before, recent } = scanParts(messages, today);
      for (const { id } of [...before, ...recent]) wanted.add(id);
    }
    return this.vectorsOf([...wanted]);
  }

  /** What the scan of a day needs; null while the mining process is away: themes are tested all the same. */
  async neighbours(
    messages: readonly DatedMessage[],
    vectors: ReadonlyMap<string, Float32Array>,
    today: number,
  ): Promise<Day['scan']> {
    const all = scanParts(messages, today);
    const known = (list: readonly DatedMessage[]) => list.filter(({ id }) => vectors.has(id));
    const parts = { before: known(all.before), recent: known(all.recent) };
    if (parts.recent.length === 0) return null;
    try {
      const rows = stack([...parts.before, ...parts.recent].map(({ id }) => vectors.get(id)!));
      const input = { vectors: rows, from: parts.before.length, each: SCAN_REACH };
      return scanOf(parts, await this.mining.call('nearby', input));
    } catch (error) {
      this.logger.warn({ event: 'alerts.scan-skipped', reason: (error as Error).message });
      return null;
    }
  }

  /** Vectors of whole messages, of the serving encoder. */
  private async vectorsOf(ids: readonly string[]): Promise<Map<string, Float32Array>> {
    const encoder = await this.embeddings.serving();
    const vectors = new Map<string, Float32Array>();
    for (let at = 0; encoder && at < ids.length; at += PAGE) {
      const rows = await this.db.query<{ id: string; vector: Buffer }[]>(
        `SELECT s.feedback_id AS id, e.vector FROM statement s JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1
         WHERE s.position = 0 AND s.feedback_id = ANY ($2) AND length(e.vector) = $3`,
        [encoder.id, ids.slice(at, at + PAGE), encoder.dimensions * 4],
      );
      for (const { id, vector } of rows) vectors.set(id, fromBytes(vector, encoder.dimensions).data);
    }
    return vectors;
  }
}
