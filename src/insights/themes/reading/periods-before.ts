import { periodBefore, type Period } from '../../../platform/periods.js';
import type { PeriodCount } from './period-themes.js';

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

/** A count that is null where it is not known. */
export interface KnownCount extends Period {
  contacts: number | null;
  customers: number | null;
}

/** Before the first message of all nothing was connected: that is not the same as nobody asking. */
export function knownCounts(counts: readonly PeriodCount[], firstMessage: Date | null): KnownCount[] {
  const isKnown = ({ to }: Period) => firstMessage !== null && firstMessage < to;
  return counts.map((count) => (isKnown(count) ? count : { ...count, contacts: null, customers: null }));
}
