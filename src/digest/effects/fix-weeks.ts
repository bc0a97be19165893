import { weekOf } from '../../platform/periods.js';

/** Most and fewest weeks before shipping that make a base. */
const MOST_WEEKS_BEFORE = 26;
export const LEAST_WEEKS_BEFORE = 8;

export interface FixWeeks {
  /** Bounds of the weeks before shipping, ascending: one more than there are weeks. */
  before: Date[];
  /** Bounds of the whole weeks after it. A week that was only partly after shipping belongs to neither. */
  after: Date[];
  /** The four weeks that ended with the decision, as indices among the weeks before. */
  decisionWeeks: number[];
}

const WEEK_MS = 7 * 86_400_000;

/** The weeks around a fix, in the zone of its team. */
export function fixWeeks(
  { decidedAt, shippedAt }: { decidedAt: Date; shippedAt: Date },
  looked: number,
  zone: string,
): FixWeeks {
  const shipped = weekOf(shippedAt, zone);
  const startsAfter = shippedAt.getTime() === shipped.from.getTime() ? shipped.from : shipped.to;
  const before = boundsBack(shipped.from, MOST_WEEKS_BEFORE, zone);
  const after = [startsAfter];
  for (let i = 0; i < looked; i++) after.push(weekOf(after.at(-1)!, zone).to);
  const decided = weekOf(decidedAt, zone).from.getTime();
  const index = Math.min(
    MOST_WEEKS_BEFORE - 1,
    before.findIndex((bound) => bound.getTime() === decided),
  );
  const last = index === -1 ? MOST_WEEKS_BEFORE - 1 : index;
  return { before, after, decisionWeeks: [last - 3, last - 2, last - 1, last].filter((week) => week >= 0) };
}

function boundsBack(end: Date, count: number, zone: string): Date[] {
  const bounds = [end];
  for (let i = 0; i < count; i++) bounds.unshift(weekOf(new Date(bounds[0]!.getTime() - WEEK_MS / 2), zone).from);
  return bounds;
}

/** The last whole week after shipping that is over at `now`, counted from 1; 0 when none is. */
export function weeksSince(shippedAt: Date, now: Date, zone: string): number {
  const { after } = fixWeeks({ decidedAt: shippedAt, shippedAt }, 60, zone);
  return after.slice(1).filter((end) => end <= now).length;
}
