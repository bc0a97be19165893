import type { Kernels } from './kernels.js';
import { gather, slice, stack, type Matrix } from './matrix.js';

/** Rows that are multiplied at once: 32 MB of vectors at 384 dimensions. */
const BLOCK = 20_000;

export interface HeldQuestion {
  name: string;
  version: string;
  query: Float32Array;
  k: number;
  /** Only these rows; all when absent. */
  among?: Int32Array;
}

/** Vectors kept in the mining process for exact search: 154 MB for 100,000 x 384, a few milliseconds a query. */
export class HeldVectors {
  private readonly sets = new Map<string, { version: string; rows: Matrix }>();

  constructor(private readonly kernels: Promise<Kernels>) {}

  hold({ name, version, rows }: { name: string; version: string; rows: Matrix }): { rows: number } {
    this.sets.set(name, { version, rows });
    return { rows: rows.rows };
  }

  /** The k rows (of those in `among`, when given) most similar to the query, best first; null when this version is not held. */
  async search({ name, version, query, k, among }: HeldQuestion) {
    const set = this.sets.get(name);
    if (set?.version !== version) return null;
    const kernels = await this.kernels;
    const rows = among ? gather(set.rows, among) : set.rows;
    const best: { index: number; similarity: number }[] = [];
    for (let from = 0; from < rows.rows; from += BLOCK) {
      const part = slice(rows, from, Math.min(rows.rows, from + BLOCK));
      const { data } = await kernels.similarities(part, stack([query]));
      keepBest(best, data, { from, k });
    }
    return {
      index: Int32Array.from(best, ({ index }) => (among ? among[index]! : index)),
      similarity: Float32Array.from(best, ({ similarity }) => similarity),
    };
  }
}

/** Keeps `best` the k largest, in order. Most numbers fail the first comparison, so this costs O(n). */
function keepBest(
  best: { index: number; similarity: number }[],
  values: Float32Array,
  { from, k }: { from: number; k: number },
): void {
  for (let i = 0; i < values.length; i++) {
    const similarity = values[i]!;
    if (best.length >= k && !(similarity > best[k - 1]!.similarity)) continue;
    let at = best.length;
    while (at > 0 && best[at - 1]!.similarity < similarity) at--;
    best.splice(at, 0, { index: from + i, similarity });
    if (best.length > k) best.pop();
  }
}
