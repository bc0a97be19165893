/** A closed interval on the scale of the number it belongs to. */
export interface Interval {
  low: number;
  high: number;
}

/** Two-sided normal quantiles: 95 %, 90 %, and 80 % (a one-sided 90 % bound). */
export const Z95 = 1.959964;
export const Z90 = 1.644854;
export const Z80 = 1.281552;

/** Keeps a number between two bounds. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
