import { atLeast, type NegativeBinomial } from '../statistics/negative-binomial.js';
import { ascending, quantile } from '../statistics/quantiles.js';

/** One hour that stands out of a series of hourly counts. */
export interface HourlySpike {
  hour: number;
  observed: number;
  expected: number;
  p: number;
}

export interface HourlyRule {
  /** Hours of history a rate rests on, and the least of them before anything is claimed. */
  baseline: number;
  warmUp: number;
  /** Chance of a false spike an hour if the spread were known: for whole volumes and large areas, themes are tested by day. */
  p: number;
  ratio: number;
  least: number;
  /** After a spike nothing new is said for so long: the event grows instead. */
  coolDown: number;
}

export const HOURLY: HourlyRule = { baseline: 336, warmUp: 168, p: 0.002, ratio: 2, least: 4, coolDown: 36 };

const DAY = 24;

/** Mean of the middle four fifths: one burst of last week is not the usual level. */
function trimmedMean(values: readonly number[]): number {
  const sorted = ascending(values);
  const cut = Math.floor(sorted.length / 10);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / Math.max(1, kept.length);
}

/** How busy each hour of the day is, against the mean of the day; half-way to 1, since two weeks say little about one hour. */
function dayProfile(past: readonly number[], firstHour: number): number[] {
  const level = trimmedMean(past) || 1;
  return Array.from({ length: DAY }, (_, hour) => {
    const same = past.filter((_, i) => (firstHour + i) % DAY === hour);
    return 0.5 + (0.5 * trimmedMean(same)) / level;
  });
}

/**
 * What is usual for an hour: trimmed mean x profile of the day, with the spread that nine in ten past hours stayed within:
 * the 95th percentile of observed / usual is read as that of a negative binomial, var = mu + mu^2 / shape.
 */
export function usualHour(
  counts: readonly number[],
  hour: number,
  { baseline }: Pick<HourlyRule, 'baseline'>,
): NegativeBinomial {
  const first = Math.max(0, hour - baseline);
  const past = counts.slice(first, hour);
  const profile = dayProfile(past, first);
  const mean = (trimmedMean(past) + 0.5 / Math.max(1, past.length)) * profile[hour % DAY]!;
  const level = trimmedMean(past);
  const relative = ascending(
    past.map(
      (count, i) => (count - level * profile[(first + i) % DAY]!) / Math.max(0.5, level * profile[(first + i) % DAY]!),
    ),
  );
  const deviation = Math.max(0, quantile(relative, 0.95)!) / 1.645;
  const excess = Math.max(0.02, deviation ** 2 - 1 / Math.max(mean, 0.5));
  return { mean, shape: 1 / excess };
}

/** Spikes of one series of hourly counts, each said once. `counts` of hours to come are never looked at. */
export function hourlySpikes(counts: readonly number[], rule: HourlyRule = HOURLY): HourlySpike[] {
  const found: HourlySpike[] = [];
  let silentUntil = rule.warmUp;
  for (let hour = rule.warmUp; hour < counts.length; hour++) {
    const observed = counts[hour]!;
    if (observed < rule.least) continue;
    const usual = usualHour(counts, hour, rule);
    if (observed < rule.ratio * usual.mean) continue;
    const p = atLeast(observed, usual);
    if (p > rule.p) continue;
    if (hour >= silentUntil) found.push({ hour, observed, expected: usual.mean, p });
    silentUntil = hour + rule.coolDown;
  }
  return found;
}
