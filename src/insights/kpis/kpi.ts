import { Z95, type Interval } from '../../platform/statistics/interval.js';
import { mean, meanInterval, variance } from '../../platform/statistics/mean.js';
import { ascending, quantile, quantileInterval } from '../statistics/quantiles.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';

/** A number that somebody will defend: null when the data are not there, never 0 instead. */
export interface Kpi {
  value: number | null;
  n: number;
  /** 95 %; null where nothing can be said, or where the number is a count of all there is. */
  interval: Interval | null;
  unit: 'minutes' | 'percent' | 'points' | 'count' | 'per ticket' | 'per 1,000 customers' | 'money';
  /** Ticket fields it rests on. */
  fields: readonly string[];
  /** How it was inferred, and what was left out with how many. */
  note?: string;
}

type Described = Pick<Kpi, 'fields'> & { note?: string | undefined };

function described({ fields, note }: Described): Described {
  return note === undefined ? { fields } : { fields, note };
}

/** A share in percent with Wilson's interval. */
export function shareKpi(yes: number, n: number, about: Described): Kpi {
  const interval = wilsonInterval(yes, n);
  return {
    value: n ? (100 * yes) / n : null,
    n,
    interval: interval && { low: 100 * interval.low, high: 100 * interval.high },
    unit: 'percent',
    ...described(about),
  } as Kpi;
}

/** A quantile of minutes with its interval by ranks. */
export function quantileKpi(minutes: readonly number[], p: number, about: Described): Kpi {
  const sorted = ascending(minutes);
  return {
    value: quantile(sorted, p),
    n: sorted.length,
    interval: quantileInterval(sorted, p),
    unit: 'minutes',
    ...described(about),
  } as Kpi;
}

/** A mean per ticket with Student's interval. */
export function meanKpi(values: readonly number[], about: Described): Kpi {
  return meanKpiOf({ value: mean(values), spread: variance(values), n: values.length }, about);
}

/** The same from a summary; `spread` is the sample variance. */
export function meanKpiOf(
  { value, spread, n }: { value: number | null; spread: number | null; n: number },
  about: Described,
): Kpi {
  const interval = value === null || spread === null ? null : meanInterval(value, spread, n);
  return { value, n, interval, unit: 'per ticket', ...described(about) } as Kpi;
}

/** All there is, counted: no interval, since nothing was sampled. */
export function countKpi(count: number, about: Described): Kpi {
  return { value: count, n: count, interval: null, unit: 'count', ...described(about) } as Kpi;
}

/** Nobody knows. */
export function unknownKpi(unit: Kpi['unit'], about: Described): Kpi {
  return { value: null, n: 0, interval: null, unit, ...described(about) } as Kpi;
}

/** Interval of a Poisson count, (sqrt(n + 3/8) -+ z/2)^2 - 3/8 (Anscombe 1948), at least 0. */
export function countInterval(n: number, z = Z95): Interval {
  const root = Math.sqrt(n + 0.375);
  return { low: Math.max(0, Math.max(0, root - z / 2) ** 2 - 0.375), high: (root + z / 2) ** 2 - 0.375 };
}
