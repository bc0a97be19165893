import { createHash } from 'node:crypto';

/** A number in 0..1 that is always the same for the same survey and key, so that a second look picks the same people. */
export function drawFor(surveyId: string, key: string): number {
  return createHash('sha256').update(`${surveyId}\n${key}`).digest().readUInt32BE(0) / 2 ** 32;
}

const DAY_MS = 86_400_000;
/** A service that was down for a weekend catches up; what is older waits for its next turn. */
const CATCH_UP_DAYS = 3;

export interface Turn {
  /** Customers whose fixed day of the cycle this is (`TURN_SQL`). */
  slot: number;
  /** Number of the cycle: a customer is a candidate once in each. */
  cycle: number;
}

/** A customer's day of the cycle, from 0 to everyDays - 1; `$1` is the survey, `$2` the length of the cycle. */
export const TURN_SQL = `(('x' || substr(md5($1::text || c.id::text), 1, 8))::bit(32)::bigint & 2147483647) % $2::int`;

/** Whose turn it is now in a relationship survey that reaches everybody once in `everyDays`, a portion each day. */
export function turnsOf(everyDays: number, now: Date): Turn[] {
  const today = Math.floor(now.getTime() / DAY_MS);
  const days = Array.from({ length: CATCH_UP_DAYS }, (_, back) => today - back);
  return days.map((day) => ({ slot: day % everyDays, cycle: Math.floor(day / everyDays) }));
}
