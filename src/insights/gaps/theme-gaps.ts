import { Z80 } from '../../platform/statistics/interval.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import { ascending, quantile } from '../statistics/quantiles.js';
import { shifted } from './decided-gaps.js';

export type GapVerdict = 'likely' | 'possible' | 'none';

/**
 * Rule W: from the gap probabilities of a theme's messages. W is the lower bound of Wilson's interval of (sum P, n) at
 * z = 1.28: "likely" above .4, "possible" above .2; order by sqrt(n) mean P. Null for an empty theme.
 */
export function gapByMessages(
  probabilities: readonly number[],
): { verdict: GapVerdict; bound: number; order: number } | null {
  const n = probabilities.length;
  const sum = probabilities.reduce((total, p) => total + p, 0);
  const bound = wilsonInterval(sum, n, Z80)?.low;
  if (bound === undefined) return null;
  const verdict = bound > 0.4 ? 'likely' : bound > 0.2 ? 'possible' : 'none';
  return { verdict, bound, order: (Math.sqrt(n) * sum) / n };
}

/** What rule B looks at, one set a theme. */
export interface ThemeCoverage {
  n: number;
  /** Mean cosine with the best article minus mean cosine with the nearest fellow message: nearer to each other than to help. */
  relative: number;
  /** Mean of best minus second article cosine: a right article stands out. */
  margin: number;
  /** Weight share of the theme's own words that the best article holds. */
  words: number;
  /** The same of the better of the two nearest articles: cosines sometimes miss the one that has the words. */
  nearWords: number;
  /** Mean BM25 of the messages with the best article. */
  match: number;
}

const RELATIVE = -8.84;
const MARGIN = -1.52;
const WORDS = -1.9;
const MATCH = -5.52;
const OFFSET = -3.39;
const SPREAD = 0.93;
const USUAL_SPREAD = 1.6;
const LIKELY = 0.91;
const POSSIBLE = 0.6;
/** Below this many themes the quartile of a help centre says nothing. */
const LEAST_THEMES = 4;

function standardDeviation(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
}

/**
 * Rule B: a logistic score of four features, each measured against the upper quartile Q of the same help centre, because
 * cosines differ from one help centre to the next. u = -8.84 (rel - Q) - 1.52 margin/Q - 1.9 (words - Q) - 5.52 (match - Q);
 * p = sigmoid((s/1.6)^2 (u - 3.39 + .93 s)) with s = sd(u): where all themes look alike nothing stands out, and where they
 * differ the score is surer of itself. "likely" above .91, "possible" above .6; order by p sqrt(n). Null below four themes.
 * `shift` moves the log-odds by what was learnt from decisions; `unshifted` is the chance without it. Fitted on four public help centres with articles left out; the size of a theme does not help to tell.
 */
export function gapByTheme(
  themes: readonly ThemeCoverage[],
  shift = 0,
): { verdict: GapVerdict; p: number; order: number; unshifted: number }[] | null {
  if (themes.length < LEAST_THEMES) return null;
  const upper = (pick: (theme: ThemeCoverage) => number) => quantile(ascending(themes.map(pick)), 0.75)!;
  const relative = upper((theme) => theme.relative);
  const margin = Math.max(
    1e-6,
    upper((theme) => theme.margin),
  );
  const words = upper((theme) => theme.nearWords);
  const match = upper((theme) => theme.match);
  const u = themes.map(
    (theme) =>
      RELATIVE * (theme.relative - relative) +
      (MARGIN * theme.margin) / margin +
      WORDS * (theme.nearWords - words) +
      MATCH * (theme.match - match),
  );
  const spread = standardDeviation(u);
  const sharpness = (spread / USUAL_SPREAD) ** 2;
  return themes.map(({ n }, i) => {
    const unshifted = 1 / (1 + Math.exp(-sharpness * (u[i]! + OFFSET + SPREAD * spread)));
    const p = shift === 0 ? unshifted : shifted(unshifted, shift);
    return {
      p,
      unshifted,
      verdict: p > LIKELY ? 'likely' : p > POSSIBLE ? 'possible' : 'none',
      order: p * Math.sqrt(n),
    };
  });
}
