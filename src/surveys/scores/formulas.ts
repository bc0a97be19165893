import { clamp, type Interval } from '../../platform/statistics/interval.js';
import { meanInterval } from '../../platform/statistics/mean.js';
import { netScoreInterval } from '../../platform/statistics/net-score.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';

/** How often each point of a scale was answered; a point that is missing was not answered. */
export type AnswerCounts = Readonly<Record<number, number>>;

/** A score with the answers it rests on; the interval (95 %) is on the scale of the value. */
export interface Score {
  formula: FormulaId;
  value: number | null;
  n: number;
  interval: Interval | null;
}

type Rule =
  | { kind: 'share'; good: readonly number[] }
  | { kind: 'net'; up: readonly number[]; down: readonly number[] }
  | { kind: 'mean' };

/** A named way from answers to a number: on which points it is defined, and how people read it. */
export interface Formula {
  title: string;
  /** All points of the scale, worst first, so that a higher score is always better. */
  points: readonly number[];
  rule: Rule;
  /** `percent` is 0..100, `net` -100..100, `points` the scale itself. */
  unit: 'percent' | 'net' | 'points';
  /** Decimals to show; the value itself is not rounded. */
  decimals: number;
}

const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function share(title: string, points: readonly number[], good: readonly number[]): Formula {
  return { title, points, rule: { kind: 'share', good }, unit: 'percent', decimals: 0 };
}

interface NetRule {
  up: readonly number[];
  down: readonly number[];
}

function net(title: string, points: readonly number[], rule: NetRule): Formula {
  return { title, points, rule: { kind: 'net', ...rule }, unit: 'net', decimals: 0 };
}

function average(title: string, points: readonly number[], decimals: number): Formula {
  return { title, points, rule: { kind: 'mean' }, unit: 'points', decimals };
}

/**
 * The formulas in use, by name. A neutral answer always counts in the denominator. Which points are "good" follows the
 * tools people compare with: top 2 of 5 (Formbricks, Chatwoot, Delighted), top of 3 smileys, top 3 of 10; Zendesk folds its
 * five points so that 4 and 5 are good; Help Scout subtracts "not good" from "great"; NPS is Reichheld's 0-6, 7-8, 9-10;
 * effort (CES 2.0) is asked as "made it easy" on 1-7, where 7 is the best.
 */
export const formulas = {
  csat_top2_5: share('CSAT, top 2 of 5', upTo(1, 5), [4, 5]),
  csat_top1_3: share('CSAT, top of 3', upTo(1, 3), [3]),
  csat_top2_4: share('CSAT, top 2 of 4', upTo(1, 4), [3, 4]),
  csat_top2_6: share('CSAT, top 2 of 6', upTo(1, 6), [5, 6]),
  csat_top2_7: share('CSAT, top 2 of 7', upTo(1, 7), [6, 7]),
  csat_top3_10: share('CSAT, top 3 of 10', upTo(1, 10), [8, 9, 10]),
  csat_binary: share('CSAT, good or bad', [0, 1], [1]),
  csat_zd_fold: share('CSAT, Zendesk folded', upTo(1, 5), [4, 5]),
  csat_freshdesk: share('CSAT, Freshdesk', [-103, -102, -101, 100, 101, 102, 103], [101, 102, 103]),
  happiness_hs: net('Happiness', upTo(1, 3), { up: [3], down: [1] }),
  nps: net('NPS', upTo(0, 10), { up: [9, 10], down: upTo(0, 6) }),
  ces_mean_7: average('Effort, mean of 1-7', upTo(1, 7), 1),
  ces_top3_7: share('Effort, top 3 of 7', upTo(1, 7), [5, 6, 7]),
  ces_net_7: net('Effort, easy minus hard', upTo(1, 7), { up: [6, 7], down: [1, 2, 3] }),
  ces_mean_5: average('Effort, mean of 1-5', upTo(1, 5), 1),
  ces_top2_5: share('Effort, top 2 of 5', upTo(1, 5), [4, 5]),
  star5_mean: average('Stars, mean of 1-5', upTo(1, 5), 1),
  thumbs: share('Thumbs up', [0, 1], [1]),
} as const satisfies Record<string, Formula>;

export type FormulaId = keyof typeof formulas;

function total(counts: AnswerCounts, points: readonly number[]): number {
  return points.reduce((sum, point) => sum + (counts[point] ?? 0), 0);
}

function scaled(interval: Interval | null, factor: number): Interval | null {
  return interval && { low: interval.low * factor, high: interval.high * factor };
}

function meanScore(counts: AnswerCounts, points: readonly number[], n: number): Pick<Score, 'value' | 'interval'> {
  const value = points.reduce((sum, point) => sum + point * (counts[point] ?? 0), 0) / n;
  const squares = points.reduce((sum, point) => sum + (point - value) ** 2 * (counts[point] ?? 0), 0);
  // Answers that all agree are read as if one were a point off: their spread is unknown, not zero.
  const interval = meanInterval(value, Math.max(squares / (n - 1), 1 / n), n);
  const [worst, best] = [Math.min(...points), Math.max(...points)];
  return {
    value,
    interval: interval && { low: clamp(interval.low, worst, best), high: clamp(interval.high, worst, best) },
  };
}

function apply(rule: Rule, counts: AnswerCounts, points: readonly number[]): Pick<Score, 'value' | 'interval'> {
  const n = total(counts, points);
  if (rule.kind === 'mean') return meanScore(counts, points, n);
  if (rule.kind === 'share') {
    const good = total(counts, rule.good);
    return { value: (100 * good) / n, interval: scaled(wilsonInterval(good, n), 100) };
  }
  const up = total(counts, rule.up);
  const down = total(counts, rule.down);
  return { value: (100 * (up - down)) / n, interval: scaled(netScoreInterval(up, down, n), 100) };
}

/**
 * The score of the answers by a named formula. Without answers the value is null, never 0. An answer that is not a point of
 * the scale is a programmer's mistake: RangeError.
 */
export function scoreOf(formula: FormulaId, counts: AnswerCounts): Score {
  const { points, rule }: Formula = formulas[formula];
  const known = new Set(points);
  for (const point of Object.keys(counts)) {
    if (!known.has(Number(point))) throw new RangeError(`${point} is not a point of ${formula}`);
  }
  const n = total(counts, points);
  return { formula, n, ...(n === 0 ? { value: null, interval: null } : apply(rule, counts, points)) };
}

/** Answered / (sent - come back), in percent. Opens are not used: mail clients fetch pixels on their own. */
export function responseRate(delivered: { answered: number; sent: number; cameBack: number }) {
  const n = delivered.sent - delivered.cameBack;
  const answered = Math.min(delivered.answered, n);
  return {
    value: n > 0 ? (100 * answered) / n : null,
    n,
    interval: n > 0 ? scaled(wilsonInterval(answered, n), 100) : null,
  };
}
