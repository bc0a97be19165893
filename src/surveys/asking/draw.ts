import { createHash } from 'node:crypto';

/** A number in 0..1 that is always the same for the same survey and key, so that a second look picks the same people. */
export function drawFor(surveyId: string, key: string): number {
  return createHash('sha256').update(`${surveyId}\n${key}`).digest().readUInt32BE(0) / 2 ** 32;
}

const DAY_MS = 86_400_000;

/**
 * The relationship survey reaches everybody once in `everyDays`, a portion each day: each customer has a fixed day of the
 * cycle. Returns the last time that day came, and the number of the cycle it came in.
 */
export function lastTurn(
  surveyId: string,
  customerId: string,
  everyDays: number,
  now: Date,
): { at: Date; cycle: number } {
  const today = Math.floor(now.getTime() / DAY_MS);
  const slot = Math.floor(drawFor(surveyId, customerId) * everyDays);
  const cycle = Math.floor((today - slot) / everyDays);
  return { at: new Date((cycle * everyDays + slot) * DAY_MS), cycle };
}
