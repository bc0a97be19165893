import { clamp } from '../../platform/statistics/interval.js';

/** A gap that people decided on. */
export interface DecidedGap {
  /** The chance that no article answers it, as it stood when it was decided and before anything was learnt. */
  probability: number;
  /** Accepted or written, as against dismissed. */
  isGap: boolean;
}

const LEAST_DECIDED = 30;
const SHIFT_VARIANCE = 4;
const NEWTON_STEPS = 50;
/** Log-odds are finite for chances this far from 0 and 1. */
const MARGIN = 1e-6;

/** A chance with its log-odds moved by `shift`. */
export function shifted(probability: number, shift: number): number {
  const p = clamp(probability, MARGIN, 1 - MARGIN);
  return 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + shift)));
}

/**
 * What this company's decisions say about our chances: one log-odds shift with a N(0, 4) prior, found by Newton's method. 0
 * below thirty decisions, from which nothing can be learnt.
 */
export function shiftOf(decided: readonly DecidedGap[]): number {
  if (decided.length < LEAST_DECIDED) return 0;
  let shift = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    let slope = -shift / SHIFT_VARIANCE;
    let curve = -1 / SHIFT_VARIANCE;
    for (const { probability, isGap } of decided) {
      const p = shifted(probability, shift);
      slope += (isGap ? 1 : 0) - p;
      curve -= p * (1 - p);
    }
    shift -= clamp(slope / curve, -1, 1);
  }
  return shift;
}
