import type { PersonHistory } from './who-raised-it.js';

/** As surveys by default: nobody hears from us more often. */
export const COOL_DOWN_DAYS = 30;
const DAY_MS = 86_400_000;

export type LeftOut =
  'no address' | 'same address' | 'does not want mails' | 'heard from us lately' | 'left out by hand';

/** Why somebody is not told, from the lasting reason to the accidental; null for those who are. */
export function whyLeftOut(
  person: string | null,
  { seen, history, now }: { seen: ReadonlySet<string>; history: PersonHistory | null; now: Date },
): LeftOut | null {
  if (!person) return 'no address';
  if (history?.hasOptedOut) return 'does not want mails';
  if (seen.has(person)) return 'same address';
  const sinceMs = history?.lastMailAt ? now.getTime() - history.lastMailAt.getTime() : Infinity;
  return sinceMs < COOL_DOWN_DAYS * DAY_MS ? 'heard from us lately' : null;
}
