import { periodBefore, type Period } from '../../../platform/periods.js';

/** Bounds of `count` periods of the same length before this one, and of this one: count + 2 instants, ascending. */
export function boundsWithBefore(period: Period, count: number, zone: string): Date[] {
  const bounds = [period.from, period.to];
  let earliest = period;
  for (let i = 0; i < count; i++) {
    earliest = periodBefore(earliest, zone);
    bounds.unshift(earliest.from);
  }
  return bounds;
}
