import type { Kernels } from '../embedding/kernels.js';
import { normaliseRows, slice, zeros, type Matrix } from '../embedding/matrix.js';
import { smooth } from '../themes/smooth.js';
import { fitSpace, project, type Space } from '../themes/space.js';
import { groupMessages, type MessageGroups } from './scan/message-groups.js';

/** Neighbours of every message from `from` on; the space comes back so that the next days need not fit it again. */
export interface NearbyInput {
  /** Unit vectors of the window, oldest first. */
  vectors: Matrix;
  /** First row whose neighbours are wanted. */
  from: number;
  each: number;
  space?: Space | undefined;
}

export interface NearbyOutput {
  /** Neighbours of row from + i at i * each, best first; -1 where there are fewer. */
  index: Int32Array;
  similarity: Float32Array;
  each: number;
  space: Space | null;
  /** The groups that all messages form; null where there are too few. */
  groups: MessageGroups | null;
}

/**
 * Exact neighbours in the space of themes, each vector half-way to what smoothing makes of it: among the ten nearest, 76 % are
 * of the same issue against 73 % for the raw vectors (banking questions). Fewer than 20 messages have no neighbours.
 */
export async function nearbyMessages(
  kernels: Kernels,
  { vectors, from, each, space }: NearbyInput,
): Promise<NearbyOutput> {
  const wanted = vectors.rows - from;
  const none = {
    index: new Int32Array(wanted * each).fill(-1),
    similarity: new Float32Array(wanted * each).fill(-1),
    each,
  };
  const known = vectors.rows < 20 ? null : (space ?? (await fitSpace(kernels, vectors)));
  if (!known) return { ...none, space: null, groups: null };
  const { z } = await project(kernels, vectors, known);
  const half = halfway(z, await smooth(kernels, z));
  const found = await kernels.topk(slice(half, from, half.rows), half, each + 1);
  const kept = found.similarity.cols;
  for (let i = 0; i < wanted; i++) {
    let k = 0;
    for (let q = 0; q < kept && k < each; q++) {
      const other = found.index[i * kept + q]!;
      if (other === from + i) continue;
      none.index[i * each + k] = other;
      none.similarity[i * each + k++] = found.similarity.data[i * kept + q]!;
    }
  }
  return { ...none, space: known, groups: await groupMessages(kernels, half) };
}

function halfway(a: Matrix, b: Matrix): Matrix {
  const sum = zeros(a.rows, a.cols);
  for (let i = 0; i < sum.data.length; i++) sum.data[i] = a.data[i]! + b.data[i]!;
  return normaliseRows(sum);
}
