const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Support answers Monday to Friday, 8:00 to 18:00 UTC. */
const OPENS = 8;
const CLOSES = 18;

/** The Sunday that ends the period: the given day when it is a Sunday, else the Sunday before it. Returns its midnight. */
export function closingSunday(date: Date): Date {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return new Date(midnight - date.getUTCDay() * DAY);
}

/** Half-open ISO weeks, oldest first, the last one ending with the given Sunday. Returns the Mondays. */
export function weeksUntil(sunday: Date, count: number): Date[] {
  const firstMonday = sunday.getTime() + DAY - count * WEEK;
  return Array.from({ length: count }, (_, index) => new Date(firstMonday + index * WEEK));
}

export function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The moment itself when support is open, else the next opening. */
export function nextOpening(date: Date): Date {
  const weekday = date.getUTCDay();
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const hour = (date.getTime() - midnight) / HOUR;
  const works = weekday >= 1 && weekday <= 5;
  if (works && hour < OPENS) return new Date(midnight + OPENS * HOUR);
  if (works && hour < CLOSES) return date;
  return nextOpening(new Date(midnight + DAY));
}

/** Adds minutes that count only while support is open. */
export function addOpenMinutes(date: Date, minutes: number): Date {
  const start = nextOpening(date);
  const midnight = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate());
  const left = (midnight + CLOSES * HOUR - start.getTime()) / 60_000;
  if (minutes < left) return new Date(start.getTime() + minutes * 60_000);
  return addOpenMinutes(new Date(midnight + DAY), minutes - left);
}
