import cdf from '@stdlib/stats-base-dists-normal-cdf';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { fisherExact } from '../statistics/fisher.js';
import { proportionDifference } from '../statistics/newcombe.js';
import { ascending, quantile } from '../statistics/quantiles.js';

/** `yes` of `n` now and in the weeks before, of one thing: negative messages, satisfied answers. */
export interface ShareCounts {
  id: string;
  now: { yes: number; n: number };
  before: { yes: number; n: number };
}

/** A share that changed, tested together with those of all other things. */
export interface ShareChange extends ShareCounts {
  /** now - before, as a share, with its 95 % interval. */
  difference: number;
  low: number;
  high: number;
  /** After control of the false discovery rate over all things. */
  q: number;
  established: boolean;
}

/** Fewer on either side say nothing worth telling. */
const LEAST = 10;
const RATE = 0.1;
/** A change that nobody would act on is not told, however sure it is. */
const LEAST_DIFFERENCE = 0.1;

/** The median of a squared standard normal. */
const USUAL_MEDIAN = 0.4549;
/** Fewer things do not show how restless shares are. */
const LEAST_THINGS = 10;

/** Squared score of the difference of two proportions under the pooled share; 0 when all or none said yes. */
function squaredScore({ now, before }: ShareCounts): number {
  const share = (now.yes + before.yes) / (now.n + before.n);
  const variance = share * (1 - share) * (1 / now.n + 1 / before.n);
  return variance > 0 ? (now.yes / now.n - before.yes / before.n) ** 2 / variance : 0;
}

/**
 * How many times more than by chance shares vary: the median squared score of all things over that of a standard normal, at
 * least 1 (genomic control, Devlin and Roeder 1999). The few that really changed do not move a median.
 */
export function restlessness(counts: readonly ShareCounts[]): number {
  const median = quantile(ascending(counts.map(squaredScore)), 0.5);
  return counts.length < LEAST_THINGS || median === null ? 1 : Math.max(1, median / USUAL_MEDIAN);
}

/** Fisher's exact p, or that of the score divided by what is restlessness alone, whichever claims less. */
function chance(one: ShareCounts, inflation: number): number {
  const { now, before } = one;
  const exact = fisherExact({ a: now.yes, b: now.n - now.yes, c: before.yes, d: before.n - before.yes });
  return inflation > 1 ? Math.max(exact, 2 * cdf(-Math.sqrt(squaredScore(one) / inflation), 0, 1)) : exact;
}

/**
 * Tests every thing with enough data by Fisher's exact test, widened where all shares are restless, false discovery rate held
 * over all of them; the interval is Newcombe's. "Established" needs q <= .1 and a change of at least ten points. Strongest
 * first; the rest are absent.
 */
export function shareChanges(counts: readonly ShareCounts[]): ShareChange[] {
  const known = counts.filter(({ now, before }) => now.n >= LEAST && before.n >= LEAST);
  const inflation = restlessness(known);
  const q = benjaminiHochberg(known.map((one) => chance(one, inflation)));
  return known
    .map((one, i) => {
      const change = proportionDifference(one.now, one.before)!;
      const isLarge = Math.abs(change.difference) >= LEAST_DIFFERENCE;
      return { ...one, ...change, q: q[i]!, established: q[i]! <= RATE && isLarge };
    })
    .sort((a, b) => a.q - b.q || (a.id < b.id ? -1 : 1));
}
