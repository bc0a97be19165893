import { softmax } from './heads.js';

/** Fewer labelled comments would fit noise. */
export const LEAST_LABELLED = 200;
const LOWEST = Math.log(0.25);
const HIGHEST = Math.log(8);
const STEPS = 40;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The temperature at which the head's probabilities fit labels best (Guo et al. 2017): the one of least negative
 * log-likelihood between 0.25 and 8, by golden section on its logarithm. null below 200 labelled texts.
 */
export function fitTemperature(labelled: readonly { logits: readonly number[]; label: number }[]): number | null {
  if (labelled.length < LEAST_LABELLED) return null;
  const loss = (logT: number) =>
    labelled.reduce((sum, { logits, label }) => sum - Math.log(softmax(logits, Math.exp(logT))[label]! + 1e-12), 0);
  let [low, high] = [LOWEST, HIGHEST];
  for (let step = 0; step < STEPS; step++) {
    const width = GOLDEN * (high - low);
    if (loss(high - width) < loss(low + width)) high = low + width;
    else low = high - width;
  }
  return Math.exp((low + high) / 2);
}
