import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import { MiningProcess } from '../embedding/mining-process.js';
import { fromBytes } from '../embedding/vector-bytes.js';
import type { DatedMessage, Day } from '../trends/detect.js';
import { SCAN_REACH } from '../trends/neighbour-scan.js';

const BACK_DAYS = 84;
/** Days whose messages may begin a burst; more at the end of a week. */
const SCANNED_DAYS = 14;
const SCANNED_AT_WEEK_END = 28;
/** Above this the scan looks at every second, third... message of the baseline. */
const MOST_BASELINE = 12_000;
const PAGE = 2000;

/** Neighbours of the newest messages, so that a burst is seen before it is a theme. */
@Injectable()
export class BurstScan {
  private readonly logger = new Logger(BurstScan.name);

  constructor(
    private readonly db: DataSource,
    private readonly embeddings: EmbeddingsService,
    private readonly mining: MiningProcess,
  ) {}

  /** What the scan of a day needs; null while the encoder is away: themes are tested all the same. */
  async neighbours(messages: readonly DatedMessage[], today: number, isWeekEnd: boolean): Promise<Day['scan']> {
    try {
      return await this.nearby(messages, today, isWeekEnd ? SCANNED_AT_WEEK_END : SCANNED_DAYS);
    } catch (error) {
      this.logger.warn({ event: 'alerts.scan-skipped', reason: (error as Error).message });
      return null;
    }
  }

  private async nearby(messages: readonly DatedMessage[], today: number, looked: number): Promise<Day['scan']> {
    const within = messages.filter(({ day }) => day > today - BACK_DAYS && day <= today);
    const old = within.filter(({ day }) => day <= today - looked);
    const stride = Math.max(1, Math.ceil(old.length / MOST_BASELINE));
    const kept = within.filter(({ day }, i) => day > today - looked || i % stride === 0);
    const vectors = await this.vectorsOf(kept.map(({ id }) => id));
    const known = kept.filter(({ id }) => vectors.has(id));
    const from = known.findIndex(({ day }) => day > today - looked);
    if (from < 0) return null;
    const columns = vectors.get(known[0]!.id)!.length / 4;
    const rows = fromBytes(Buffer.concat(known.map(({ id }) => vectors.get(id)!)), columns);
    const found = await this.mining.call('nearby', { vectors: rows, from, each: SCAN_REACH });
    const neighboursOf = (position: number) => {
      const at = (position - from) * found.each;
      return {
        index: found.index.subarray(at, at + found.each),
        similarity: found.similarity.subarray(at, at + found.each),
      };
    };
    return { messages: known, neighboursOf };
  }

  /** Vectors of whole messages by feedback, of the serving encoder; what is not embedded yet is absent. */
  private async vectorsOf(ids: readonly string[]): Promise<Map<string, Buffer>> {
    const encoder = await this.embeddings.serving();
    const vectors = new Map<string, Buffer>();
    for (let at = 0; encoder && at < ids.length; at += PAGE) {
      const rows = await this.db.query<{ id: string; vector: Buffer }[]>(
        `SELECT s.feedback_id AS id, e.vector FROM statement s JOIN embedding e ON e.statement_id = s.id AND e.encoder_id = $1
         WHERE s.position = 0 AND s.feedback_id = ANY ($2) AND length(e.vector) = $3`,
        [encoder.id, ids.slice(at, at + PAGE), encoder.dimensions * 4],
      );
      for (const { id, vector } of rows) vectors.set(id, vector);
    }
    return vectors;
  }
}
