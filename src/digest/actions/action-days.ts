import { DateTime } from 'luxon';
import { dayName } from '../../platform/periods.js';
import type { Action } from './action.entity.js';

/** The day on which customers got it, as the people of the team name it; null when it was not shipped. */
export function shippedDay({ shippedAt }: Pick<Action, 'shippedAt'>, zone: string): string | null {
  return shippedAt && dayName(shippedAt, zone);
}

/**
 * From when a day counts as shipped: its first moment in the team's zone. The day that is known already keeps its hour, or
 * the effect would be read anew whenever somebody saves the form.
 */
export function shippedInstant(day: string, known: Pick<Action, 'shippedAt'>, zone: string): string {
  if (known.shippedAt && shippedDay(known, zone) === day) return known.shippedAt.toISOString();
  return DateTime.fromISO(day, { zone }).startOf('day').toJSDate().toISOString();
}

/** Due on a day that is over in the zone, and still not done. */
export function isOverdue({ dueOn, status }: Pick<Action, 'dueOn' | 'status'>, now: Date, zone: string): boolean {
  return dueOn !== null && status !== 'shipped' && status !== 'declined' && dueOn < dayName(now, zone);
}
