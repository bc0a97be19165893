import type { Kpi } from '../kpis/kpi.js';

/** A target with a date, such as "CSAT at least 85 % by 30 June". */
export interface Goal {
  kpi: string;
  target: number;
  direction: 'at least' | 'at most';
  by: Date;
}

export type GoalStatus = 'on track' | 'off track' | 'reached' | 'missed' | 'cannot tell';

/**
 * Where a goal stands, by the interval and not by the point: good when the whole interval is on the good side, bad when all of
 * it is on the other, else "cannot tell". A count without interval speaks for itself. From the date on it is reached or missed.
 */
export function goalStatus({ target, direction, by }: Goal, { value, interval, unit }: Kpi, now: Date): GoalStatus {
  const range = interval ?? (unit === 'count' && value !== null ? { low: value, high: value } : null);
  if (!range) return 'cannot tell';
  const good = direction === 'at least' ? range.low >= target : range.high <= target;
  const bad = direction === 'at least' ? range.high < target : range.low > target;
  if (!good && !bad) return 'cannot tell';
  if (now >= by) return good ? 'reached' : 'missed';
  return good ? 'on track' : 'off track';
}
