import { Z95, type Interval } from '../../platform/statistics/interval.js';

/** `count` events in `exposure` units (days, customers, other contacts). */
export interface Rate {
  count: number;
  exposure: number;
}

/**
 * Ratio of two rates, a / b, with its interval; null when an exposure is not positive.
 * On the log scale with half an event added to each side: ln r +- z sqrt(1/(a+.5) + 1/(b+.5) + 2 overdispersion).
 * `overdispersion` is the relative variance of a rate beyond Poisson (1 / shape of a negative binomial): 0 gives the
 * usual Poisson ratio, which is far too sure about real tickets.
 */
export function rateRatio(a: Rate, b: Rate, overdispersion = 0, z = Z95): (Interval & { ratio: number }) | null {
  if (!(a.exposure > 0) || !(b.exposure > 0)) return null;
  const log = Math.log(((a.count + 0.5) / a.exposure) * (b.exposure / (b.count + 0.5)));
  const half = z * Math.sqrt(1 / (a.count + 0.5) + 1 / (b.count + 0.5) + 2 * overdispersion);
  return { ratio: Math.exp(log), low: Math.exp(log - half), high: Math.exp(log + half) };
}
