import { DateTime, IANAZone } from 'luxon';
import type { SendingHours } from './settings.js';

/** A fortnight holds every weekday twice, also where a public calendar skipped a day. */
const MOST_DAYS = 14;

/** The first moment at or after `from` that lies in the hours, in the person's zone (or the organisation's when unknown). */
export function nextSendingTime(from: Date, hours: SendingHours | null, zone: string | null, ownZone: string): Date {
  if (!hours) return from;
  const name = zone && IANAZone.isValidZone(zone) ? zone : ownZone;
  const start = DateTime.fromJSDate(from, { zone: name });
  for (let day = 0; day <= MOST_DAYS; day++) {
    const date = start.plus({ days: day });
    if (!hours.weekdays.includes(date.weekday)) continue;
    const opens = date.set({ hour: 0, minute: 0, second: 0, millisecond: 0 }).plus({ hours: hours.from });
    const closes = date.startOf('day').plus({ hours: hours.to });
    if (start < closes) return (start > opens ? start : opens).toJSDate();
  }
  return from;
}

/** Whether the hour of `at` in `zone` lies in a span of hours that may run over midnight (22 to 7). */
export function isWithin(at: Date, span: { from: number; to: number; zone: string }): boolean {
  const { hour } = DateTime.fromJSDate(at, { zone: span.zone });
  return span.from <= span.to ? hour >= span.from && hour < span.to : hour >= span.from || hour < span.to;
}

/** When quiet hours that hold at `at` end; `at` itself when they do not hold. */
export function endOfQuiet(at: Date, quiet: { from: number; to: number; zone: string } | null): Date {
  if (!quiet || !isWithin(at, quiet)) return at;
  const local = DateTime.fromJSDate(at, { zone: quiet.zone });
  const end = local.startOf('day').plus({ hours: quiet.to });
  return (end > local ? end : local.plus({ days: 1 }).startOf('day').plus({ hours: quiet.to })).toJSDate();
}
