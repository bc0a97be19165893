import { DateTime } from 'luxon';
import type { QuietHours } from '../settings/insight-setting.entity.js';

/** Whether nobody wants to be told at this time. From 22:00 to 07:00 goes over midnight. */
export function isQuiet(now: Date, hours: QuietHours | null, zone: string): boolean {
  if (!hours) return false;
  const time = DateTime.fromJSDate(now, { zone }).toFormat('HH:mm');
  const { from, to } = hours;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
