const SECOND_MS = 1000;
/**
 * Waits in seconds after the first, second ... failure: the schedule of the Standard Webhooks specification, three days
 * and a half in all. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
const WAITS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
const JITTER = 0.2;
const LONGEST_ASKED_SECONDS = 86_400;

/** What came of an attempt: an HTTP status, or null when there was no answer. */
export interface Attempt {
  status: number | null;
  retryAfterSeconds: number | null;
  /** The target may never be called. */
  isForbidden: boolean;
}

export type Verdict = { kind: 'delivered' } | { kind: 'again'; at: Date } | { kind: 'gone' } | { kind: 'given-up' };

/**
 * Only 2xx is success, also a redirect is a failure, 410 ends the endpoint. `attempts` counts this one; `chance` in
 * [0, 1) spreads deliveries that failed together.
 */
export function judge(attempt: Attempt, attempts: number, chance: number, now: Date): Verdict {
  const { status, retryAfterSeconds, isForbidden } = attempt;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  const wait = WAITS[attempts - 1];
  if (isForbidden || wait === undefined) return { kind: 'given-up' };
  const asked = Math.min(retryAfterSeconds ?? 0, LONGEST_ASKED_SECONDS);
  const seconds = Math.max(wait * (1 + JITTER * chance), asked);
  return { kind: 'again', at: new Date(now.getTime() + Math.round(seconds * SECOND_MS)) };
}
