import { setImmediate } from 'node:timers/promises';
import { dueWeek, type SendTime } from '../src/digest/delivery/due-week.js';
import { lastCompleteWeek, weekOf } from '../src/platform/periods.js';
import { type Drill, exactly, type Finding } from './drill.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEKS = 104;
/** Two years with every kind of clock change that is planned. */
const FROM = new Date('2025-12-29T00:00:00Z');

interface Tally {
  zones: number;
  digests: number;
  missing: number;
  doubled: number;
  gaps: number;
  wrongHour: number;
  catchUps: number;
}

/** The building job looks every hour around Monday, when weeks turn in all zones, and twice a day otherwise. */
function nextLook(now: number): number {
  const day = new Date(now).getUTCDay();
  return now + (day <= 2 ? HOUR_MS : DAY_MS / 2);
}

/** Lives through two years in one zone; a week is built once. */
function liveThrough(team: SendTime, tally: Tally): void {
  const built = new Map<string, { from: Date; to: Date }>();
  const first = weekOf(FROM, team.timeZone);
  const end = new Date(FROM.getTime() + (WEEKS + 1) * 7 * DAY_MS + 2 * DAY_MS);
  for (let now = first.to.getTime(); now < end.getTime(); now = nextLook(now)) {
    const week = dueWeek(team, new Date(now));
    if (!week || week.from < first.from || built.has(week.name) || built.size === WEEKS) continue;
    built.set(week.name, week);
    if (hourOf(new Date(now), team.timeZone) !== team.sendHour) tally.wrongHour++;
  }
  const weeks = [...built.values()];
  tally.digests += weeks.length;
  tally.missing += WEEKS - weeks.length;
  tally.gaps += weeks.filter((week, i) => i > 0 && week.from.getTime() !== weeks[i - 1]!.to.getTime()).length;
  tally.doubled += weeks.length - new Set(weeks.map(({ from }) => from.getTime())).size;
}

function hourOf(now: Date, zone: string): number {
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hour12: false, timeZone: zone }).format(now);
  return Number(hour) % 24;
}

/** Three days of downtime over the sending hour: the first look afterwards finds one week, the last complete one. */
function comeBack(team: SendTime, tally: Tally): void {
  const back = new Date('2026-10-28T12:00:00Z');
  const week = dueWeek(team, back);
  if (week?.name === lastCompleteWeek(back, team.timeZone).name) tally.catchUps++;
}

/** The zones on Monday at 9, over two years with all their clock changes. */
export async function tryZones(zones: string[]): Promise<Finding[]> {
  const tally: Tally = { zones: zones.length, digests: 0, missing: 0, doubled: 0, gaps: 0, wrongHour: 0, catchUps: 0 };
  for (const timeZone of zones) {
    const team = { timeZone, sendWeekday: 1, sendHour: 9 };
    liveThrough(team, tally);
    comeBack(team, tally);
    await setImmediate();
  }
  return [
    exactly(`${zones.length} zones x ${WEEKS} weeks: digests`, zones.length * WEEKS, tally.digests),
    exactly('weeks without a digest', 0, tally.missing),
    exactly('weeks with two', 0, tally.doubled),
    exactly('gaps or overlaps between weeks', 0, tally.gaps),
    exactly('built at another hour than asked for', 0, tally.wrongHour),
    exactly('72 hours down: one catch-up, of the last week', zones.length, tally.catchUps),
  ];
}

export const timeIsRight: Drill = {
  id: 'P15',
  promise: 'Time is right: one digest a week in every zone, without gap or overlap.',
  run: ({ isLong }) => {
    const zones = Intl.supportedValuesOf('timeZone');
    return tryZones(isLong ? zones : zones.filter((_, i) => i % 40 === 0));
  },
};
