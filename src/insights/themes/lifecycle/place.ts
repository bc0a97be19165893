import type { Kernels } from '../../embedding/kernels.js';
import { dot, row, type Matrix } from '../../embedding/matrix.js';
import { project } from '../space.js';

/** What a message's present theme is favoured by against other themes, so that it does not swing. */
const AGAINST_OTHERS = 0.05;
/**
 * And against the pool, which it is left to below .40 at most. A discovery reads more context than one cosine tells: with .05
 * the first refit after it put 16 % of the home-assistant set back into the pool and agreed less with its labels (ARI .68
 * against .71); with .20 alone 2 %, now half a percent, at the same agreement.
 */
const AGAINST_POOL = 0.2;
const LEAVE_AT = 0.4;

export interface PlaceInput {
  /** Unit vectors of some messages. */
  vectors: Matrix;
  /** Row in `centroids` of the theme each is in now; -1: none. */
  current: Int32Array;
  /** Unit centres of all themes, in the space of the vectors, or in the projected one when it is given. */
  centroids: Matrix;
  mean?: Float64Array;
  directions?: Matrix;
  assignAt: number;
}

export interface Placed {
  /** -1: the pool. */
  assignments: Int32Array;
  /** Cosine with the assigned theme, or with the nearest one. */
  similarities: Float32Array;
}

/** The nearest theme of each message, the present one favoured: 2 n k d flops and no memory beside the messages. */
export async function place(kernels: Kernels, input: PlaceInput): Promise<Placed> {
  const { current, centroids, mean, directions, assignAt } = input;
  const vectors = mean && directions ? (await project(kernels, input.vectors, { mean, directions })).z : input.vectors;
  const { index, similarity } = await kernels.nearest(vectors, centroids);
  const leaveAt = Math.min(LEAVE_AT, assignAt - AGAINST_POOL);
  for (let i = 0; i < index.length; i++) {
    const now = current[i]!;
    if (now >= 0 && now !== index[i]) {
      const cosine = dot(row(vectors, i), row(centroids, now));
      if (cosine + AGAINST_OTHERS >= similarity[i]!) [index[i], similarity[i]] = [now, cosine];
    }
    if (similarity[i]! < (now >= 0 && index[i] === now ? leaveAt : assignAt)) index[i] = -1;
  }
  return { assignments: index, similarities: similarity };
}
