const MINUTE_MS = 60_000;
/** A mail that a server defers is tried again after these minutes, then every two hours; RFC 5321 section 4.5.4.1 asks for patience. */
const DEFERRED_MINUTES = [1, 5, 15, 30, 60, 120];
/** Half a minute after the first failure, growing to two minutes: soon back once the server is. */
const PROBE_SECONDS = [15, 30, 60, 120];
const JITTER = 0.1;

/** When to try a deferred mail again. `attempts` counts this one; `chance` in [0, 1) spreads mails that failed together. */
export function nextAttempt(attempts: number, askedForSeconds: number | null, chance: number, now: Date): Date {
  const minutes = DEFERRED_MINUTES[Math.min(attempts, DEFERRED_MINUTES.length) - 1]!;
  const wait = Math.max(minutes * MINUTE_MS, (askedForSeconds ?? 0) * 1000);
  return new Date(now.getTime() + Math.round(wait * (1 + JITTER * chance)));
}

/** When to ask a server again that was away `failures` times in a row. */
export function nextProbe(failures: number, now: Date): Date {
  return new Date(now.getTime() + PROBE_SECONDS[Math.min(failures, PROBE_SECONDS.length) - 1]! * 1000);
}

/** How a wave of mails fares: mails that the server accepted or refused for good. */
export interface Wave {
  attempted: number;
  refused: number;
}

const MOST_REFUSED = 50;
const MOST_REFUSED_SHARE = 0.03;
/** Fewer refusals than this are chance. */
const LEAST_REFUSED = 5;

/**
 * Whether a wave must stop before mailbox providers stop us: 50 refusals, or 3 % of at least five. (Amazon SES reviews
 * senders at 5 % bounces and pauses them at 10 %.)
 */
export function mustStop({ attempted, refused }: Wave): boolean {
  if (refused < LEAST_REFUSED) return false;
  return refused >= MOST_REFUSED || refused / attempted >= MOST_REFUSED_SHARE;
}
