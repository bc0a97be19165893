import { DateTime } from 'luxon';

/** When a team works: opening times by ISO weekday (1 = Monday) in a zone, and dates on which it does not. */
export interface BusinessCalendar {
  zone: string;
  /** Times as `HH:mm`; `24:00` is the end of the day. A weekday that is missing is closed. */
  hours: Partial<Record<1 | 2 | 3 | 4 | 5 | 6 | 7, readonly (readonly [open: string, close: string])[]>>;
  /** Closed dates, `2025-12-25`. */
  holidays: readonly string[];
}

function at(day: DateTime, time: string): number {
  const [hour, minute] = time.split(':').map(Number) as [number, number];
  // Wall-clock times, not hours since midnight: at nine the shop opens also on the day the clocks change.
  return (hour === 24 ? day.plus({ days: 1 }).startOf('day') : day.set({ hour, minute })).toMillis();
}

/** One stretch of work, as milliseconds since 1970. */
export interface Opening {
  from: number;
  to: number;
}

/** All stretches of work from one instant to another, in order; cut at neither end, so days that touch are whole. */
export function openings(from: Date, to: Date, calendar: BusinessCalendar): Opening[] {
  const holidays = new Set(calendar.holidays);
  const found: Opening[] = [];
  let day = DateTime.fromJSDate(from, { zone: calendar.zone }).startOf('day');
  while (day.toMillis() < to.getTime()) {
    const open = holidays.has(day.toISODate()!) ? [] : (calendar.hours[day.weekday as 1] ?? []);
    for (const [start, end] of open) found.push({ from: at(day, start), to: at(day, end) });
    day = day.plus({ days: 1 }).startOf('day');
  }
  return found;
}

/**
 * Minutes between two instants in which the team was at work; with no calendar all minutes count. 0 when `to` is not after
 * `from`. Elapsed time is counted, so the day on which clocks go forward inside the opening hours is an hour shorter.
 */
export function businessMinutes(from: Date, to: Date, calendar: BusinessCalendar | null): number {
  if (to <= from) return 0;
  if (!calendar) return (to.getTime() - from.getTime()) / 60_000;
  const within = (open: Opening) => Math.max(0, Math.min(open.to, to.getTime()) - Math.max(open.from, from.getTime()));
  return openings(from, to, calendar).reduce((sum, open) => sum + within(open), 0) / 60_000;
}
