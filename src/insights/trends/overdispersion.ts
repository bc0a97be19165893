import { clamp } from '../../platform/statistics/interval.js';
import { others, total, type Series, type Volume } from './series.js';

const SPAN_DAYS = 84;
const LEAST_BINS = 4;
const LEAST_THINGS = 10;
const LEAST_MEAN = 1;
/** Things that really changed would pass for restless ones. */
const DROPPED_SHARE = 0.1;
/** Without enough history: half of what was seen in real help desks, so that nothing is called a trend too easily. */
const UNKNOWN = 0.1;

interface Moments {
  excess: number;
  squares: number;
}

function momentsOf(series: Series, volume: Volume, bins: readonly { from: number; to: number }[]): Moments | null {
  const y = bins.map((bin) => total(series.counts, bin));
  const exposure = bins.map((bin) => others(volume, series.id, bin));
  const rate = y.reduce((a, b) => a + b, 0) / exposure.reduce((a, b) => a + b, 0);
  const mu = exposure.map((e) => e * rate);
  const sum = mu.reduce((a, b) => a + b, 0);
  if (!(sum / bins.length >= LEAST_MEAN)) return null;
  const n = bins.length;
  const deviation = y.reduce((d, value, i) => d + (value - mu[i]!) ** 2, 0) * (n / (n - 1));
  return { excess: deviation - sum, squares: mu.reduce((d, m) => d + m * m, 0) };
}

function binned(series: readonly Series[], volume: Volume, today: number, width: number): number | null {
  const count = Math.floor(Math.min(SPAN_DAYS, today + 1) / width);
  if (count < LEAST_BINS) return null;
  const bins = Array.from({ length: count }, (_, i) => ({
    from: today + 1 - (i + 1) * width,
    to: today + 1 - i * width,
  }));
  const moments = series.flatMap((one) => momentsOf(one, volume, bins) ?? []);
  if (moments.length < LEAST_THINGS) return null;
  moments.sort((a, b) => a.excess / a.squares - b.excess / b.squares);
  const kept = moments.slice(0, Math.ceil(moments.length * (1 - DROPPED_SHARE)));
  const squares = kept.reduce((sum, m) => sum + m.squares, 0);
  return clamp(kept.reduce((sum, m) => sum + m.excess, 0) / squares, 0, 1);
}

/** Relative variance of weekly rates beyond Poisson, and of rates over two and four weeks. */
export interface Overdispersion {
  week: number;
  fortnight: number;
  month: number;
}

/**
 * How much rates vary from bin to bin beyond Poisson, pooled over things with a mean of at least 1:
 * r = (S(y-mu)^2 n/(n-1) - S mu) / S mu^2, the restless tenth dropped. Longer bins vary less, at best by their length
 * (independent weeks) and never more; what cannot be estimated yet is taken from the shorter bin.
 */
export function overdispersion(series: readonly Series[], volume: Volume, today: number): Overdispersion {
  const week = binned(series, volume, today, 7) ?? UNKNOWN;
  const fortnight = clamp(binned(series, volume, today, 14) ?? week, week / 2, week);
  const month = clamp(binned(series, volume, today, 21) ?? fortnight, week / 4, fortnight);
  return { week, fortnight, month };
}

/** The relative variance for a window of some days. */
export function spreadOf({ week, fortnight, month }: Overdispersion, days: number): number {
  if (days <= 7) return week;
  return days <= 14 ? fortnight : month;
}
