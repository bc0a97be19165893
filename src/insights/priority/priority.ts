import { clamp } from '../../platform/statistics/interval.js';

/** What is known about a theme; null = unknown, and then it neither raises nor lowers. */
export interface PrioritySignals {
  /** Distinct customers of the period, and contacts. */
  customers: number;
  contacts: number;
  /** Median handling minutes (or replies) over the median of all themes. */
  effort: number | null;
  /** Share of negative messages minus the share over all themes. */
  negativity: number | null;
  /** Established leave-one-out effect on satisfaction, in points of a hundred; negative hurts. */
  scoreEffect: number | null;
  /** Observed over expected contacts. */
  trend: number | null;
}

/** How strongly each part counts; 0 leaves it out, 1 is as designed. */
export interface PriorityWeights {
  effort: number;
  negativity: number;
  scoreEffect: number;
  trend: number;
}

export const EVEN_WEIGHTS: PriorityWeights = { effort: 1, negativity: 1, scoreEffect: 1, trend: 1 };

/** The product and all its parts: they are always shown together. */
export interface Priority {
  score: number;
  parts: { reach: number; effort: number; negativity: number; scoreEffect: number; trend: number };
}

const factor = (value: number | null, weight: number, [low, high]: readonly [number, number]) =>
  value === null ? 1 : clamp(1 + weight * value, low, high);

/**
 * ln(1 + customers) x effort x negativity x score effect x trend. Each factor is 1 when nothing is known and is bounded, so that
 * no single signal rules: effort .5-2, negativity .7-1.5, score effect 1-2 (5 points of satisfaction add one half), trend .8-1.5.
 */
export function priority(signals: PrioritySignals, weights: PriorityWeights = EVEN_WEIGHTS): Priority {
  const { customers, effort, negativity, scoreEffect, trend } = signals;
  const parts = {
    reach: Math.log1p(customers),
    effort: factor(effort === null ? null : effort - 1, weights.effort, [0.5, 2]),
    negativity: factor(negativity, weights.negativity, [0.7, 1.5]),
    scoreEffect: factor(scoreEffect === null ? null : Math.max(0, -scoreEffect) / 10, weights.scoreEffect, [1, 2]),
    trend: factor(trend === null ? null : trend - 1, weights.trend, [0.8, 1.5]),
  };
  return { score: Object.values(parts).reduce((product, part) => product * part, 1), parts };
}
