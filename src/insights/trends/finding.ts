import type { Interval } from '../../platform/statistics/interval.js';

/** spike: within days; rise, fall: over weeks; new: hardly seen before; quiet: stopped; back: stopped and returned. */
export type TrendKind = 'spike' | 'rise' | 'new' | 'fall' | 'quiet' | 'back';

/** One established change. Days are whole numbers; `from` and `to` (excluded) bound the window it was seen in. */
export interface Finding {
  /** The thing that was counted; null for a burst that belongs to no theme. */
  id: string | null;
  kind: TrendKind;
  from: number;
  to: number;
  observed: number;
  expected: number;
  /** 90 % of windows would lie here if nothing had changed. */
  usual: Interval;
  /** Contacts in the baseline. */
  history: number;
  /** Chance of a finding at least this strong anywhere in the period, or the false discovery rate at which it is kept. */
  q: number;
  /** The messages it rests on. */
  members: readonly string[];
}

/** Kinds that say more, as against less. */
export function isUpward(kind: TrendKind): boolean {
  return kind !== 'fall' && kind !== 'quiet';
}
