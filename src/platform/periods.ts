import { DateTime, IANAZone } from 'luxon';

/** Half-open stretch of time: `from` belongs to it, `to` does not. */
export interface Period {
  from: Date;
  to: Date;
}

/** A week as people name it in a zone, `2025-W07`, with the instants it spans there (167 to 169 hours around clock changes). */
export interface Week extends Period {
  name: string;
}

function local(instant: Date, zone: string): DateTime<true> {
  if (!IANAZone.isValidZone(zone)) throw new RangeError(`${zone} is not a time zone`);
  const time = DateTime.fromJSDate(instant, { zone });
  if (!time.isValid) throw new RangeError('not a date');
  return time;
}

function span(start: DateTime, unit: { days?: number; weeks?: number; months?: number }): Period {
  return { from: start.toJSDate(), to: start.plus(unit).startOf('day').toJSDate() };
}

/** True when the instant lies in the half-open period. */
export function contains(period: Period, instant: Date): boolean {
  return instant >= period.from && instant < period.to;
}

/** The calendar day of an instant in a zone; it may last 23 or 25 hours, and starts late where midnight is skipped. */
export function dayOf(instant: Date, zone: string): Period {
  return span(local(instant, zone).startOf('day'), { days: 1 });
}

/** The name of that day, `2025-03-30`. */
export function dayName(instant: Date, zone: string): string {
  return local(instant, zone).toFormat('yyyy-MM-dd');
}

/** The ISO week (Monday to Sunday) of an instant in a zone. */
export function weekOf(instant: Date, zone: string): Week {
  const start = local(instant, zone).startOf('week');
  return { name: start.toFormat("kkkk-'W'WW"), ...span(start, { weeks: 1 }) };
}

/** The last week that is over at `now`: what a digest speaks of. */
export function lastCompleteWeek(now: Date, zone: string): Week {
  return weekOf(local(now, zone).startOf('week').minus({ days: 1 }).toJSDate(), zone);
}

/** The calendar month of an instant in a zone. */
export function monthOf(instant: Date, zone: string): Period {
  return span(local(instant, zone).startOf('month'), { months: 1 });
}

function cover(period: Period, next: (instant: Date) => Period): Period[] {
  const parts: Period[] = [];
  for (let at = period.from; at < period.to; at = parts.at(-1)!.to) parts.push(next(at));
  return parts;
}

/** All calendar days that touch the period, in order and without a hole. */
export function daysIn(period: Period, zone: string): Period[] {
  return cover(period, (instant) => dayOf(instant, zone));
}

/** All ISO weeks that touch the period, in order and without a hole. */
export function weeksIn(period: Period, zone: string): Week[] {
  return cover(period, (instant) => weekOf(instant, zone)) as Week[];
}

/** The period of the same length (in local days) that ends where this one starts. */
export function periodBefore(period: Period, zone: string): Period {
  const from = local(period.from, zone);
  const days = Math.round(local(period.to, zone).diff(from, 'days').days);
  return { from: from.minus({ days }).toJSDate(), to: period.from };
}
