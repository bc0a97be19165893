import type { Interval } from '../../platform/statistics/interval.js';
import { ascending, quantile } from './quantiles.js';
import { seededRandom } from './random.js';

/**
 * Percentile interval of a statistic when whole clusters (all answers of one customer) are drawn with replacement
 * (Davison and Hinkley 1997, 3.8). Draws on which the statistic is null are left out; null when that is more than a
 * tenth of them, or when there are fewer than two clusters.
 */
export function clusterBootstrap<T>(
  clusters: readonly (readonly T[])[],
  statistic: (rows: T[]) => number | null,
  { draws = 1000, level = 0.95, seed = 1 } = {},
): Interval | null {
  if (clusters.length < 2) return null;
  const random = seededRandom(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const rows: T[] = [];
    for (let i = 0; i < clusters.length; i++) rows.push(...clusters[random.below(clusters.length)]!);
    const value = statistic(rows);
    if (value !== null) values.push(value);
  }
  if (values.length < 0.9 * draws) return null;
  const sorted = ascending(values);
  return { low: quantile(sorted, (1 - level) / 2)!, high: quantile(sorted, (1 + level) / 2)! };
}
