import { DAY, nextOpening } from './calendar.js';
import type { Channel } from './company.js';
import { LAST_WEEK, PLANTED, SPIKE, expectedContacts, fewestContacts } from './plan.js';
import type { Random } from './random.js';

/** Monday to Sunday: most people write early in the week, few at weekends. */
const WEEKDAYS = [1.25, 1.15, 1.05, 1, 0.9, 0.35, 0.25];
/** Relative frequency of each hour of the day (UTC): two humps, before and after lunch, and a thin evening. */
const HOURS = [1, 1, 1, 1, 2, 5, 12, 28, 52, 66, 64, 56, 40, 48, 56, 52, 42, 30, 20, 14, 11, 8, 5, 2];

/** Planted events keep close to their plan, so that every seed really has them. */
const STEADY: ReadonlySet<string | undefined> = new Set(['spike', 'new', 'ramp', 'decoy']);

/**
 * Contacts of one issue in one week: Poisson, with draws further than 1.6 standard deviations (planted events: .6) from
 * the mean thrown back, so that no accident looks like a planted spike and the truth file stays the whole truth.
 */
export function drawContacts(issue: string, week: number, random: Random): number {
  const mean = expectedContacts(issue, week);
  const reach = (STEADY.has(PLANTED[issue]) ? 0.6 : 1.6) * Math.sqrt(mean) + 0.5;
  const fewest = Math.max(fewestContacts(issue, week), mean - reach);
  for (let attempt = 0; attempt < 200; attempt++) {
    const count = random.poisson(mean);
    if (count >= fewest && count <= Math.max(mean + reach, fewest)) return count;
  }
  return Math.ceil(Math.max(mean, fewest));
}

function dayOf(issue: string | null, week: number, random: Random): number {
  const spikes = issue !== null && PLANTED[issue] === 'spike' && week === LAST_WEEK;
  if (spikes && random.chance(SPIKE.share)) return SPIKE.weekday;
  return random.weighted([0, 1, 2, 3, 4, 5, 6], (day) => WEEKDAYS[day] ?? 0);
}

/** A moment in the given week at which somebody writes; chats are only open while support is. */
export function drawMoment(
  monday: Date,
  place: { issue: string | null; week: number; channel: Channel },
  random: Random,
) {
  const day = monday.getTime() + dayOf(place.issue, place.week, random) * DAY;
  const hour = random.weighted(
    HOURS.map((_, index) => index),
    (index) => HOURS[index] ?? 0,
  );
  const moment = new Date(day + hour * 3_600_000 + random.between(0, 3599) * 1000);
  if (place.channel !== 'chat') return moment;
  const opening = nextOpening(moment);
  const sameWeek = opening.getTime() < monday.getTime() + 7 * DAY;
  return opening > moment && sameWeek ? new Date(opening.getTime() + random.between(1, 5400) * 1000) : moment;
}
