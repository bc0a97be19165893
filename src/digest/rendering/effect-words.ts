import { percent } from './words.js';

/** `70 % fewer`, `4 % more`, from observed over expected. */
export function changeWords(ratio: number): string {
  if (Math.abs(ratio - 1) < 0.005) return 'no change';
  return ratio < 1 ? `${percent(1 - ratio)} fewer` : `${percent(ratio - 1)} more`;
}

/** `30 % to 88 % fewer`, or `54 % fewer to 135 % more`: the smaller change first, the direction once when there is one. */
export function changeRange(low: number, high: number): string {
  if (high < 1) return `${percent(1 - high)} to ${percent(1 - low)} fewer`;
  if (low > 1) return `${percent(low - 1)} to ${percent(high - 1)} more`;
  return `${changeWords(low)} to ${changeWords(high)}`;
}
