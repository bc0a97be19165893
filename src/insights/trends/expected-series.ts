import { negativeBinomialQuantile } from '../statistics/negative-binomial.js';
import { expectation } from './expectation.js';
import { overdispersion, type Overdispersion, spreadOf } from './overdispersion.js';
import { type Days, others, type Series, total, type Volume } from './series.js';

/** Contacts of a stretch of days and what its own past and the volume of everything else let expect. */
export interface ExpectedPoint extends Days {
  contacts: number;
  /** null: too little is known of the past. 90 % of stretches would lie within low and high if nothing had changed. */
  expected: { value: number; low: number; high: number } | null;
}

const BASELINE_DAYS = 56;
/** Days of history before anything is expected. */
const LEAST_HISTORY = 21;

/** Stretches of `length` days that end with the last day, oldest first; what does not fill one is left out. */
export function stretches(from: number, days: number, length: number): Days[] {
  const count = Math.floor((days - from) / length);
  return Array.from({ length: count }, (_, i) => {
    const start = days - (count - i) * length;
    return { from: start, to: start + length };
  });
}

/** How restless things were before each stretch: the same for all things, so it is computed once. */
export function spreads(series: readonly Series[], volume: Volume, spans: readonly Days[]): Overdispersion[] {
  return spans.map(({ from }) => overdispersion(series, volume, Math.max(0, from - 1)));
}

/** The expected contacts of one thing in each stretch, by the model of the alerts: nothing of a stretch is used to expect it. */
export function expectedSeries(
  one: Series,
  volume: Volume,
  spans: readonly Days[],
  known: readonly Overdispersion[],
): ExpectedPoint[] {
  const own = volume.own.get(one.id) ?? one.counts;
  return spans.map((span, i) => {
    const point = { ...span, contacts: total(one.counts, span), expected: null };
    if (span.from < LEAST_HISTORY) return point;
    const before = { from: Math.max(0, span.from - BASELINE_DAYS), to: span.from };
    const usual = expectation({
      history: total(own, before),
      othersThen: others(volume, one.id, before),
      othersNow: others(volume, one.id, span),
      spreadNow: spreadOf(known[i]!, span.to - span.from),
      spreadThen: (known[i]!.week * 7) / BASELINE_DAYS,
    });
    if (!usual) return point;
    const [low, high] = [0.05, 0.95].map((p) => Math.max(0, negativeBinomialQuantile(p, usual))) as [number, number];
    return { ...point, expected: { value: usual.mean, low, high } };
  });
}
