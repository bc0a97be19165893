import { MiningError } from '../../embedding/mining-process.js';
import type { Matrix } from '../../embedding/matrix.js';

interface Answer {
  assignments: ArrayLike<number>;
  centroids: Matrix;
}

/**
 * The answer of the mining process to a question of so many rows, when it can be one. Another process on bad memory may say
 * anything: what does not fit fails the fit and is told in health, and the themes that are there stay.
 */
export function checkedAnswer<T extends Answer>(answer: T, asked: { rows: number; dimensions: number }): T {
  const { assignments, centroids } = answer;
  const isWhole =
    assignments.length === asked.rows &&
    centroids.data.length === centroids.rows * centroids.cols &&
    (centroids.rows === 0 || centroids.cols === asked.dimensions);
  const isTheme = (j: number) => Number.isInteger(j) && j >= -1 && j < centroids.rows;
  if (!isWhole || !Array.prototype.every.call(assignments, isTheme) || !centroids.data.every(Number.isFinite))
    throw new MiningError('the mining process gave an answer that does not fit the question');
  return answer;
}
