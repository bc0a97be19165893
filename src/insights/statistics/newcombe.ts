import { Z95, type Interval } from '../../platform/statistics/interval.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';

/** `yes` of `n`; `yes` may be a sum of probabilities. */
export interface Proportion {
  yes: number;
  n: number;
}

/**
 * Difference of two independent proportions, a - b, with its interval; null when either side is empty.
 * Newcombe's hybrid score interval (1998, Stat. Med. 17, method 10): with Wilson limits l and u of each side,
 * low = d - sqrt((pa - la)^2 + (ub - pb)^2), high = d + sqrt((ua - pa)^2 + (pb - lb)^2).
 */
export function proportionDifference(
  a: Proportion,
  b: Proportion,
  z = Z95,
): (Interval & { difference: number }) | null {
  const wa = wilsonInterval(a.yes, a.n, z);
  const wb = wilsonInterval(b.yes, b.n, z);
  if (!wa || !wb) return null;
  const pa = a.yes / a.n;
  const pb = b.yes / b.n;
  const difference = pa - pb;
  return {
    difference,
    low: difference - Math.hypot(pa - wa.low, wb.high - pb),
    high: difference + Math.hypot(wa.high - pa, pb - wb.low),
  };
}
