import type { Interval } from '../../platform/statistics/interval.js';
import type { Driver } from './drivers.js';
import type { Driven } from './scored-contacts.js';

/** A driver in the unit that people read (points of a hundred, or replies a ticket), with one sentence. */
export function driverView(driver: Driver, label: string, driven: Driven) {
  const { theme, n, verdict } = driver;
  const about = { theme: { id: theme, label }, n, verdict };
  if (driver.verdict === 'not enough data') {
    const sentence = `${label}: ${n} scores, at least ${driver.needed} are needed, with and without it.`;
    return { ...about, effect: null, adjusted: null, q: null, sentence };
  }
  const scale = driven === 'csat' ? 100 : 1;
  const scaled = (value: number, interval: Interval | null) => ({
    value: value * scale,
    interval: interval && { low: interval.low * scale, high: interval.high * scale },
  });
  const effect = scaled(driver.pull.effect, driver.pull.interval);
  const adjusted = scaled(driver.adjusted.effect, driver.adjusted.interval);
  return {
    ...about,
    effect,
    adjusted,
    q: driver.q,
    sentence: sentenceOf(label, driver.verdict, adjusted, { n, driven }),
  };
}

function sentenceOf(
  label: string,
  verdict: 'established' | 'not established',
  { value, interval }: { value: number; interval: Interval | null },
  { n, driven }: { n: number; driven: Driven },
): string {
  const round = (x: number) => String(Math.round(x * 10) / 10);
  const range = interval ? `, 95 % interval ${round(interval.low)} to ${round(interval.high)}` : '';
  const rests = `(n = ${n}${range})`;
  if (verdict === 'not established') return `${label}: no effect is established ${rests}.`;
  const size = round(Math.abs(value));
  return driven === 'csat'
    ? `${label}: CSAT is ${size} points ${value < 0 ? 'lower' : 'higher'} when this is the topic ${rests}.`
    : `${label}: takes ${size} replies ${value < 0 ? 'fewer' : 'more'} than other tickets ${rests}.`;
}
