import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Interval } from './interval.js';

/** Arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** Unbiased sample variance (divisor n - 1); null below two values. */
export function variance(values: readonly number[]): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/** Student's interval of a mean from its summary, m +- t(n-1) s / sqrt(n); null below two values (the spread is unknown). */
export function meanInterval(centre: number, spread: number, n: number, level = 0.95): Interval | null {
  if (n < 2) return null;
  const half = (tQuantile((1 + level) / 2, n - 1) * Math.sqrt(spread)) / Math.sqrt(n);
  return { low: centre - half, high: centre + half };
}
