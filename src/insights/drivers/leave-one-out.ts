import type { Interval } from '../../platform/statistics/interval.js';
import { ascending, quantile } from '../statistics/quantiles.js';
import { seededRandom } from '../statistics/random.js';
import { byCustomer, type ScoredContact } from './answers.js';

/** How far a theme pulls the score: the mean of all answers minus the mean without the theme's (share x gap). */
export interface Pull {
  effect: number;
  interval: Interval | null;
  n: number;
}

/** Sums of one customer's answers: all of them, and those of each theme by its position. */
interface Cluster {
  sum: number;
  n: number;
  themes: { theme: number; sum: number; n: number }[];
}

const DRAWS = 1000;

/** Leave-one-out effect with a bootstrap interval over customers; null when all answers carry the theme. */
export function leaveOneOut(contacts: readonly ScoredContact[], theme: string, seed = 1): Pull | null {
  return leaveEachOut(contacts, [theme], seed)[0]!;
}

/**
 * The same for many themes from the same 1,000 seeded draws of customers with replacement (Davison and Hinkley 1997, 3.8):
 * percentile intervals; null where more than a tenth of the draws say nothing, or with fewer than two customers.
 */
export function leaveEachOut(contacts: readonly ScoredContact[], themes: readonly string[], seed = 1): (Pull | null)[] {
  const clusters = clustersOf(contacts, themes);
  const whole = pullsOf(
    clusters,
    clusters.map((_, i) => i),
    themes.length,
  );
  const draws = clusters.length < 2 ? [] : bootstrap(clusters, themes.length, seed);
  return themes.map((theme, j) => {
    const effect = whole[j]!;
    if (Number.isNaN(effect)) return null;
    const values = draws.map((draw) => draw[j]!).filter((value) => !Number.isNaN(value));
    const n = contacts.filter((contact) => contact.themes.includes(theme)).length;
    return { effect, n, interval: values.length < 0.9 * DRAWS ? null : middle95(values) };
  });
}

function middle95(values: readonly number[]): Interval {
  const sorted = ascending(values);
  return { low: quantile(sorted, 0.025)!, high: quantile(sorted, 0.975)! };
}

function clustersOf(contacts: readonly ScoredContact[], themes: readonly string[]): Cluster[] {
  const place = new Map(themes.map((theme, j) => [theme, j]));
  return byCustomer(contacts).map((answers) => {
    const own = new Map<number, { theme: number; sum: number; n: number }>();
    for (const { score, themes: about } of answers)
      for (const theme of new Set(about)) {
        const j = place.get(theme);
        if (j === undefined) continue;
        const known = own.get(j) ?? { theme: j, sum: 0, n: 0 };
        own.set(j, { theme: j, sum: known.sum + score, n: known.n + 1 });
      }
    return { sum: answers.reduce((sum, { score }) => sum + score, 0), n: answers.length, themes: [...own.values()] };
  });
}

function bootstrap(clusters: readonly Cluster[], themes: number, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  const drawn = new Int32Array(clusters.length);
  return Array.from({ length: DRAWS }, () => {
    for (let i = 0; i < drawn.length; i++) drawn[i] = random.below(clusters.length);
    return pullsOf(clusters, drawn, themes);
  });
}

/** Mean of all minus mean without each theme, over the clusters at the given places; NaN where nothing is left. */
function pullsOf(clusters: readonly Cluster[], places: ArrayLike<number>, themes: number): Float64Array {
  const sums = new Float64Array(themes);
  const counts = new Float64Array(themes);
  let sum = 0;
  let n = 0;
  for (let i = 0; i < places.length; i++) {
    const cluster = clusters[places[i]!]!;
    sum += cluster.sum;
    n += cluster.n;
    for (const own of cluster.themes) {
      sums[own.theme]! += own.sum;
      counts[own.theme]! += own.n;
    }
  }
  return sums.map((own, j) => (n > counts[j]! ? sum / n - (sum - own) / (n - counts[j]!) : NaN));
}
