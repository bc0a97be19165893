import { Z95, type Interval } from '../../platform/statistics/interval.js';

/** Values in ascending order; the input is left alone. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Quantile of ascending values, linear between neighbours (Hyndman and Fan type 7); null of nothing. */
export function quantile(sorted: ArrayLike<number>, p: number): number | null {
  if (!sorted.length) return null;
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

/**
 * Distribution-free interval of a quantile by order statistics: ranks np -+ z sqrt(np(1-p)) (Conover 1999, 3.2);
 * null where the ranks fall outside the sample, that is when there are too few values to bound it.
 */
export function quantileInterval(sorted: readonly number[], p: number, z = Z95): Interval | null {
  const n = sorted.length;
  const half = z * Math.sqrt(n * p * (1 - p));
  const low = Math.ceil(n * p - half);
  const high = Math.ceil(n * p + half);
  if (low < 1 || high > n) return null;
  return { low: sorted[low - 1]!, high: sorted[high - 1]! };
}
