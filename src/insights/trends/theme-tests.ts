import { benjaminiHochberg } from '../statistics/benjamini-hochberg.js';
import { atLeast, atMost, negativeBinomialQuantile, type NegativeBinomial } from '../statistics/negative-binomial.js';
import { expectation } from './expectation.js';
import type { Finding, TrendKind } from './finding.js';
import { overdispersion, spreadOf, type Overdispersion } from './overdispersion.js';
import { others, total, type Days, type Series, type Volume } from './series.js';

/** Days of a series that an earlier alert has already explained: they count neither as window nor as baseline. */
export type Explained = (id: string) => ReadonlySet<number>;

export interface TestRule {
  /** Windows in days; the smallest p counts, times the number of windows. */
  windows: readonly number[];
  baseline: number;
  /** False discovery rate over all things of a day. */
  rate: number;
  /** Fewest contacts in the window, and times the expected number. */
  least: number;
  ratio: number;
}

export const DAILY: TestRule = { windows: [1, 3], baseline: 56, rate: 0.01, least: 4, ratio: 2 };
export const WEEKLY: TestRule = { windows: [7, 14], baseline: 56, rate: 0.1, least: 5, ratio: 1.75 };
/** A rise is looked at a second time, without regard to themes: what is left of it may be weaker. */
export const WEEKLY_AGAIN: TestRule = { ...WEEKLY, rate: 0.2, least: 4, ratio: 1.5 };
/** A hint, not an alert: four weeks against the eight before, one in five of the lines may be chance. */
export const SLOW: TestRule = { windows: [28], baseline: 56, rate: 0.2, least: 8, ratio: 1.5 };
/** Falls are believed late: a theme whose bounds moved looks as if it fell. */
export const FALLS: TestRule = { windows: [14, 28], baseline: 56, rate: 0.05, least: 8, ratio: 0.5 };

/** Days of history before anything is claimed. */
const LEAST_HISTORY = 21;

export interface Counts {
  series: readonly Series[];
  volume: Volume;
  today: number;
}

interface Window {
  days: Days;
  length: number;
  observed: number;
  history: number;
  usual: NegativeBinomial;
}

function windowOf(
  counts: Counts,
  one: Series,
  span: { length: number; baseline: number },
  context: { spread: Overdispersion; explained: Explained },
): Window | null {
  const { volume, today } = counts;
  const skipped = context.explained(one.id);
  const days = { from: today + 1 - span.length, to: today + 1 };
  const before = { from: days.from - span.baseline, to: days.from };
  const fresh = span.length - [...skipped].filter((day) => day >= days.from && day < days.to).length;
  if (fresh < span.length / 2 || days.from < LEAST_HISTORY - 1) return null;
  // Bursts of the past, cut like in the volume: a spike that no alert explained is not the usual level.
  const history = total(volume.own.get(one.id) ?? one.counts, before, skipped);
  const usual = expectation({
    history,
    othersThen: others(volume, one.id, before, skipped),
    othersNow: others(volume, one.id, days, skipped),
    spreadNow: spreadOf(context.spread, span.length),
    spreadThen: (context.spread.week * 7) / span.baseline,
  });
  return usual && { days, length: span.length, observed: total(one.counts, days, skipped), history, usual };
}

function finding(one: Series, kind: TrendKind, window: Window, q: number): Finding {
  const { days, observed, history, usual } = window;
  const low = Math.max(0, negativeBinomialQuantile(0.05, usual));
  const high = negativeBinomialQuantile(0.95, usual);
  return { id: one.id, kind, ...days, observed, expected: usual.mean, usual: { low, high }, history, q, members: [] };
}

type Tail = (window: Window) => number;

function strongest(windows: readonly Window[], tail: Tail): { window: Window; p: number } | null {
  if (!windows.length) return null;
  const scored = windows.map((window) => ({ window, p: tail(window) }));
  const best = scored.reduce((a, b) => (b.p < a.p ? b : a));
  return { window: best.window, p: Math.min(1, best.p * windows.length) };
}

function testAll(counts: Counts, rule: TestRule, explained: Explained, tail: Tail) {
  const spread = overdispersion(counts.series, counts.volume, counts.today);
  const tests = counts.series.flatMap((one) => {
    const windows = rule.windows.flatMap(
      (length) => windowOf(counts, one, { length, baseline: rule.baseline }, { spread, explained }) ?? [],
    );
    const best = strongest(windows, tail);
    return best ? [{ one, ...best }] : [];
  });
  const q = benjaminiHochberg(tests.map(({ p }) => p));
  return tests.map((test, i) => ({ ...test, q: q[i]! })).filter((test) => test.q <= rule.rate);
}

function upwardKind({ length, history }: Window): TrendKind {
  if (length < 7) return 'spike';
  return history <= 1 ? 'new' : 'rise';
}

/** Things with more contacts than expected, the false discovery rate held over all things tested today. */
export function findIncreases(counts: Counts, rule: TestRule, explained: Explained = () => new Set()): Finding[] {
  return testAll(counts, rule, explained, ({ observed, usual }) => atLeast(observed, usual))
    .filter(({ window: { observed, usual } }) => observed >= rule.least && observed >= rule.ratio * usual.mean)
    .map(({ one, window, q }) => finding(one, upwardKind(window), window, q));
}

/** Things with fewer contacts than expected; "quiet" when there are none at all. */
export function findDecreases(
  counts: Counts,
  rule: TestRule = FALLS,
  explained: Explained = () => new Set(),
): Finding[] {
  return testAll(counts, rule, explained, ({ observed, usual }) => atMost(observed, usual))
    .filter(({ window: { observed, usual } }) => usual.mean >= rule.least && observed <= rule.ratio * usual.mean)
    .map(({ one, window, q }) => finding(one, window.observed === 0 ? 'quiet' : 'fall', window, q));
}
