import { clamp } from '../../platform/statistics/interval.js';

/** Older weeks count less: a theme's level drifts. */
const DECAY = 0.85;
const Z90 = 1.645;
/** Two looks more before a fall is believed than for one look at 90 %. */
const Z_FELL = 1.85;
const Z_LARGE = 0.84;
const LARGE = Math.log(0.7);
const HALVED = Math.log(0.5);
const HARDLY = Math.log(0.8);
const LEAST_EXPECTED = 10;
/** Weight of what is assumed about spread before themes have shown it, in themes. */
const PRIOR_THEMES = 15;

export interface FixHistory {
  /** Contacts of every theme, one number a week, all of the same weeks. */
  counts: readonly (readonly number[])[];
  /** Which of them was fixed. */
  theme: number;
  /** The first this many weeks lie before shipping: 8 to 26. */
  weeksBefore: number;
  /** The four weeks that ended with the decision, as indices: teams pick themes that have just spiked. */
  decisionWeeks: readonly number[];
  /** Weeks after shipping that are left to the roll-out. */
  skip: number;
  /** Weeks after shipping that are looked at. */
  weeks: number;
  /** Themes that were fixed themselves and say nothing about ordinary spread. */
  fixed: ReadonlySet<number>;
}

export interface FixEffect {
  observed: number;
  /** What these weeks would have brought at the old rate, given everything else that came in. */
  expected: number;
  /** ln(observed / expected) and its standard deviation. */
  logRatio: number;
  deviation: number;
}

export type Verdict =
  'worked' | 'partly' | 'early sign' | 'did not halve' | 'too early' | 'cannot tell' | 'too few contacts to tell';

/**
 * How the contact rate of a theme changed with a fix. The rate before is an exponentially weighted mean per unit of all
 * other contacts, without the loudest of the weeks that led to the decision; the spread of an honest forecast is learned
 * from what the same rule gets wrong on all other themes. Throws RangeError when the weeks do not fit.
 */
export function effectOfFix(history: FixHistory): FixEffect {
  const { counts, theme, weeksBefore, weeks } = history;
  if (counts.some((row) => row.length < weeksBefore + weeks)) throw new RangeError('every theme needs all weeks');
  const { expected, observed, variance } = forecast(history, counts, theme);
  const spread = spreadOfForecasts(history);
  return {
    observed,
    expected,
    logRatio: Math.log((observed + 0.5) / expected),
    deviation: Math.sqrt(1 / (observed + 0.5) + variance + spread),
  };
}

/** The word for an effect; an early look never says more than "early sign". */
export function verdictOf({ logRatio: m, deviation: s, expected }: FixEffect, weeks: number): Verdict {
  if (expected < LEAST_EXPECTED) return 'too few contacts to tell';
  if (m + Z_FELL * s < 0) {
    if (weeks < 4) return 'early sign';
    return m + Z_LARGE * s < LARGE ? 'worked' : 'partly';
  }
  if (weeks >= 4 && m - Z90 * s > HALVED && m > HARDLY) return 'did not halve';
  return weeks < 8 ? 'too early' : 'cannot tell';
}

/** Observed over expected with its 90 % interval. */
export function ratioOf({ logRatio, deviation }: FixEffect): { ratio: number; low: number; high: number } {
  return {
    ratio: Math.exp(logRatio),
    low: Math.exp(logRatio - Z90 * deviation),
    high: Math.exp(logRatio + Z90 * deviation),
  };
}

interface Forecast {
  observed: number;
  expected: number;
  /** Relative Poisson variance of the level before. */
  variance: number;
}

function forecast(history: FixHistory, counts: FixHistory['counts'], theme: number): Forecast {
  const { weeksBefore, skip, weeks } = history;
  const own = counts[theme]!;
  const exposure = exposureOf(counts, theme, weeksBefore);
  const { level, variance } = baseline(own, exposure, history);
  const after = (values: readonly number[]): number => sum(values.slice(weeksBefore + skip, weeksBefore + weeks));
  return { observed: after(own), expected: level * after(exposure), variance };
}

/** Contacts of all other themes a week, large themes damped so that none of them rules, scaled to a mean of 1. */
function exposureOf(counts: FixHistory['counts'], without: number, weeksBefore: number): number[] {
  const total = new Array<number>(counts[without]!.length).fill(0);
  counts.forEach((row, theme) => {
    if (theme === without) return;
    const weight = 1 / (1 + (0.2 * sum(row.slice(0, weeksBefore))) / weeksBefore);
    row.forEach((count, week) => (total[week]! += weight * count));
  });
  const mean = sum(total) / total.length;
  return total.map((value) => (mean > 0 ? value / mean : 1));
}

function baseline(
  own: readonly number[],
  exposure: readonly number[],
  { weeksBefore, decisionWeeks }: FixHistory,
): { level: number; variance: number } {
  const rate = (week: number): number => own[week]! / exposure[week]!;
  const peak = Math.max(-1, ...decisionWeeks.map(rate));
  let contacts = 0.25;
  let units = 0;
  let squares = 0;
  for (let week = 0; week < weeksBefore; week++) {
    if (decisionWeeks.includes(week) && rate(week) >= peak) continue;
    const weight = DECAY ** (weeksBefore - 1 - week);
    contacts += weight * own[week]!;
    units += weight * exposure[week]!;
    squares += weight ** 2 * exposure[week]!;
  }
  const level = contacts / units;
  return { level, variance: squares / units ** 2 / level };
}

/** Relative variance beyond Poisson of such forecasts, from all themes that nobody fixed; a prior of 15 themes. */
function spreadOfForecasts(history: FixHistory): number {
  const { counts, theme, fixed, skip, weeks } = history;
  const rest = counts.filter((_, index) => index !== theme);
  const ordinary = rest.flatMap((_, index) => (fixed.has(index < theme ? index : index + 1) ? [] : [index]));
  let excess = 0;
  let squares = 0;
  for (const index of ordinary) {
    const { observed, expected, variance } = forecast(history, rest, index);
    const weight = 1 / (1 + 0.08 * expected) ** 2;
    excess += weight * ((observed - expected) ** 2 - expected - expected ** 2 * variance);
    squares += weight * expected ** 2;
  }
  const n = ordinary.length;
  const learned = squares > 0 ? excess / squares : 0;
  return clamp((n * learned + PRIOR_THEMES * (0.06 + 0.015 * (weeks - skip))) / (n + PRIOR_THEMES), 0.03, 1.5);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
