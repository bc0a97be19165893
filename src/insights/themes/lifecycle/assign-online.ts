import { dot, row, type Matrix } from '../../embedding/matrix.js';

/** Cosine (raw vectors) from which a message belongs to its nearest theme; below it waits in the unassigned pool. */
export const ASSIGN_AT = 0.7;

/** The nearest theme of one new message, or null for the pool: 2 k d flops, far below a millisecond. */
export function assignOnline(
  vector: Float32Array,
  centroids: Matrix,
  assignAt = ASSIGN_AT,
): { theme: number; similarity: number } | null {
  if (centroids.rows > 0 && vector.length !== centroids.cols) {
    throw new RangeError(`a vector of ${vector.length} dimensions cannot join themes of ${centroids.cols}`);
  }
  let best = { theme: -1, similarity: -Infinity };
  for (let theme = 0; theme < centroids.rows; theme++) {
    const similarity = dot(vector, row(centroids, theme));
    if (similarity > best.similarity) best = { theme, similarity };
  }
  return best.similarity >= assignAt ? best : null;
}
