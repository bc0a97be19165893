import { clamp } from '../../platform/statistics/interval.js';
import type { BestTwo } from './rank-articles.js';

interface Normal {
  mean: number;
  variance: number;
}

/** Two kinds of messages as seen in their best article cosine: covered by an article, or not. */
export interface GapModel {
  covered: Normal;
  gap: Normal;
  /** Share of messages without an article. */
  prior: number;
}

const GAP_VARIANCE = 1e-4;
const COVERED_VARIANCE = 1e-3;
const STEPS = 100;
const START_PRIOR = 0.3;
const LEAST_PRIOR = 0.02;
const MOST_PRIOR = 0.9;
/** Fewer messages do not show two humps; then nothing is claimed. */
const LEAST_MESSAGES = 10;

function weighted(values: readonly number[], weights: readonly number[], floor: number): Normal {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const mean = values.reduce((sum, value, i) => sum + value * weights[i]!, 0) / total;
  const variance = values.reduce((sum, value, i) => sum + (value - mean) ** 2 * weights[i]!, 0) / total + floor;
  return { mean, variance };
}

function logDensity(x: number, { mean, variance }: Normal): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);
}

function posterior({ covered, gap, prior }: GapModel, x: number): number {
  const logOdds = Math.log(prior / (1 - prior)) + logDensity(x, gap) - logDensity(x, covered);
  return 1 / (1 + Math.exp(-logOdds));
}

/**
 * P(no article answers it) by Bayes from the best article cosine. Normals of different width cross twice, so the odds would turn
 * around far out, where their derivative is zero: x = (g/vg - c/vc) / (1/vg - 1/vc). Beyond that point they are held.
 */
export function gapProbability(model: GapModel, first: number): number {
  const { covered, gap } = model;
  if (covered.mean <= gap.mean) return posterior(model, gap.mean);
  const narrower = 1 / gap.variance - 1 / covered.variance;
  const turn = (gap.mean / gap.variance - covered.mean / covered.variance) / narrower;
  if (narrower > 0) return posterior(model, Math.max(first, turn));
  return posterior(model, narrower < 0 ? Math.min(first, turn) : first);
}

/**
 * Fits the two kinds without labels. What a message scores when its article is missing is seen in its second-best article, so
 * the gap density is a Normal on `second`; the covered density is a Normal found by EM on `first`, starting from its upper
 * half, with the gap density held. Null below ten messages.
 */
export function fitGapModel(messages: readonly BestTwo[]): GapModel | null {
  if (messages.length < LEAST_MESSAGES) return null;
  const first = messages.map((message) => message.first);
  const second = messages.map((message) => message.second);
  const gap = weighted(
    second,
    second.map(() => 1),
    GAP_VARIANCE,
  );
  const middle = [...first].sort((a, b) => a - b)[Math.floor(first.length / 2)]!;
  let covered = weighted(
    first,
    first.map((value) => (value >= middle ? 1 : 0)),
    COVERED_VARIANCE,
  );
  let prior = START_PRIOR;
  for (let step = 0; step < STEPS; step++) {
    const model = { covered, gap, prior };
    const p = first.map((value) => posterior(model, value));
    covered = weighted(
      first,
      p.map((value) => 1 - value),
      COVERED_VARIANCE,
    );
    prior = clamp(p.reduce((sum, value) => sum + value, 0) / p.length, LEAST_PRIOR, MOST_PRIOR);
  }
  return { covered, gap, prior };
}

/**
 * Stands in where there are too few messages or articles to fit: the middle of what was fitted on four public help centres.
 */
export const USUAL_GAP_MODEL: GapModel = {
  covered: { mean: 0.69, variance: 0.014 },
  gap: { mean: 0.52, variance: 0.0105 },
  prior: 0.3,
};

/**
 * Of few articles the second best is no picture of a missing one. Brier scores of the fit against those of the usual model, on
 * parts of three help centres: .08 to .25 against .02 to .20 at three articles, .06 to .22 against .05 to .21 at twelve, .07 to
 * .24 against .07 to .22 at twenty.
 */
const LEAST_ARTICLES = 16;

/** The model of a help centre: fitted where it holds enough articles, else the usual one. Null below ten messages. */
export function gapModelOf(messages: readonly BestTwo[], articles: number): GapModel | null {
  if (messages.length < LEAST_MESSAGES) return null;
  return articles < LEAST_ARTICLES ? USUAL_GAP_MODEL : fitGapModel(messages);
}

/** A percentage would claim too much: three bands are shown. */
export function gapBand(probability: number): 'answered' | 'unclear' | 'missing' {
  if (probability < 0.35) return 'answered';
  return probability < 0.65 ? 'unclear' : 'missing';
}
