import { percent } from './words.js';

/** `70 % fewer`, `4 % more`, from observed over expected. */
export function changeWords(ratio: number): string {
  if (Math.abs(ratio - 1) < 0.005) return 'no change';
  return ratio < 1 ? `${percent(1 - ratio)} fewer` : `${percent(ratio - 1)} more`;
}
