import type { NegativeBinomial } from '../statistics/negative-binomial.js';

/** Contacts of one thing in a baseline, and all other contacts in the baseline and in the window now looked at. */
export interface Baseline {
  /** Contacts of the thing in the baseline. */
  history: number;
  /** All other contacts: they carry weekday, holidays and growth of the whole. */
  othersThen: number;
  othersNow: number;
  /** Relative variance of a rate in the window beyond Poisson, and in the baseline. */
  spreadNow: number;
  spreadThen: number;
  /** Contacts added to the history; .5 when absent. */
  prior?: number;
}

/**
 * What is expected in the window if nothing changed: (H + .5) / Eh * E with the shape 1 / (1/(H + .5) + spread). Half a
 * contact is added so that a thing never seen is possible; the first term is what is not known about its rate, the second how
 * much rates really vary. Null without a baseline.
 */
export function expectation({
  history,
  othersThen,
  othersNow,
  spreadNow,
  spreadThen,
  prior = 0.5,
}: Baseline): NegativeBinomial | null {
  if (!(othersThen > 0)) return null;
  const known = history + prior;
  return { mean: (known / othersThen) * othersNow, shape: 1 / (1 / known + spreadNow + spreadThen) };
}
