import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { fisherExact } from '../statistics/fisher.js';
import { proportionDifference } from '../statistics/newcombe.js';

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

/**
 * Tests every thing with enough data by Fisher's exact test, false discovery rate held over all of them; the interval is
 * Newcombe's. "Established" needs q <= .1 and a change of at least ten points. Strongest first; the rest are absent.
 */
export function shareChanges(counts: readonly ShareCounts[]): ShareChange[] {
  const known = counts.filter(({ now, before }) => now.n >= LEAST && before.n >= LEAST);
  const q = benjaminiHochberg(
    known.map(({ now, before }) =>
      fisherExact({ a: now.yes, b: now.n - now.yes, c: before.yes, d: before.n - before.yes }),
    ),
  );
  return known
    .map((one, i) => {
      const change = proportionDifference(one.now, one.before)!;
      const isLarge = Math.abs(change.difference) >= LEAST_DIFFERENCE;
      return { ...one, ...change, q: q[i]!, established: q[i]! <= RATE && isLarge };
    })
    .sort((a, b) => a.q - b.q || (a.id < b.id ? -1 : 1));
}
