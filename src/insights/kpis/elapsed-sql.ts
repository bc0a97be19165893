import { bind } from '../themes/reading/theme-messages.js';
import { type BusinessCalendar, openings } from './business-hours.js';

export type Elapsed = (from: string, to: string) => string;

/**
 * SQL for the minutes between two timestamps in which the team was at work; the same number as `businessMinutes`. The
 * stretches of work go along as three arrays: where each starts and ends, and the minutes of work before it. The work done
 * up to an instant is then found by one binary search, whatever the length of the history.
 */
export function elapsedSql(
  parameters: unknown[],
  calendar: BusinessCalendar | null,
  span: { from: Date; to: Date },
): Elapsed {
  if (!calendar) return (from, to) => `(date_part('epoch', ${to} - ${from}) / 60)`;
  const open = stretches(calendar, span);
  const starts = `${bind(parameters, open.starts)}::float8[]`;
  const ends = `${bind(parameters, open.ends)}::float8[]`;
  const before = `${bind(parameters, open.before)}::float8[]`;
  const until = (time: string) => {
    const epoch = `date_part('epoch', ${time})`;
    const place = `width_bucket(${epoch}, ${starts})`;
    return `coalesce((${before})[${place}] + (least(${epoch}, (${ends})[${place}]) - (${starts})[${place}]) / 60, 0)`;
  };
  return (from, to) => `(CASE WHEN ${to} >= ${from} THEN ${until(to)} - ${until(from)} END)`;
}

interface Stretches {
  starts: number[];
  ends: number[];
  before: number[];
}

const known = new Map<string, Stretches>();
const MOST_KNOWN = 20;

/** Opening hours of some years take luxon some milliseconds; they are the same for the same calendar and days. */
function stretches(calendar: BusinessCalendar, { from, to }: { from: Date; to: Date }): Stretches {
  const key = JSON.stringify([calendar, day(from), day(to)]);
  const found = known.get(key);
  if (found) return found;
  let worked = 0;
  const made: Stretches = { starts: [], ends: [], before: [] };
  for (const open of openings(new Date(`${day(from)}T00:00:00Z`), new Date(to.getTime() + 2 * 86_400_000), calendar)) {
    made.starts.push(open.from / 1000);
    made.ends.push(open.to / 1000);
    made.before.push(worked);
    worked += (open.to - open.from) / 60_000;
  }
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
  known.set(key, made);
  return made;
}

/** A day early, so that every zone's midnight lies inside. */
function day(instant: Date): string {
  return new Date(instant.getTime() - 86_400_000).toISOString().slice(0, 10);
}
