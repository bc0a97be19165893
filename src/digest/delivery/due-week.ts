import { DateTime } from 'luxon';
import { lastCompleteWeek, type Week } from '../../platform/periods.js';

export interface SendTime {
  timeZone: string;
  /** 1 is Monday. */
  sendWeekday: number;
  sendHour: number;
}

/**
 * The week whose digest is due at `now`: the last complete ISO week in the team's zone once its weekday and hour have
 * come, else null. After a longer downtime only the last week is due: one catch-up, not a pile of old mails.
 */
export function dueWeek(team: SendTime, now: Date): Week | null {
  const week = lastCompleteWeek(now, team.timeZone);
  return now >= sendMoment(team, week) ? week : null;
}

/** The instant at which the digest of `week` is sent: in the week after it, on local weekday and hour. */
export function sendMoment({ timeZone, sendWeekday, sendHour }: SendTime, week: Week): Date {
  const monday = DateTime.fromJSDate(week.to, { zone: timeZone });
  return monday
    .plus({ days: sendWeekday - 1 })
    .set({ hour: sendHour, minute: 0 })
    .toJSDate();
}
