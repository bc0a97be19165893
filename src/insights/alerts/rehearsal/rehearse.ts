import type { History } from '../../backtest/history.js';
import { FIRST_DAY, type Replay, type ReplayedEvent } from '../../backtest/replay.js';
import { DISCOVERY } from '../../themes/parameters.js';
import { whySentence } from '../../trends/why.js';
import type { RehearsedEvent, RehearsedWeek } from './rehearsal.entity.js';

/** A week at least in which something could have been said. */
export const LEAST_DAYS = FIRST_DAY + 7;

/** Why a history cannot be replayed, in one sentence; null when it can. */
export function whyTooShort(messages: number, days: number): string | null {
  if (messages < DISCOVERY.minRows)
    return `There are ${messages} messages that could be compared, and fewer than ${DISCOVERY.minRows} show no theme.`;
  if (days < LEAST_DAYS)
    return `There are messages of ${days} days. Nothing is called a change in the first ${FIRST_DAY}, so ${LEAST_DAYS} are needed.`;
  return null;
}

/** What the alerts would have said, newest first. A burst in no theme keeps no words of customers, only whose they are. */
export function rehearsedEvents(history: History, { events }: Replay): RehearsedEvent[] {
  const said = events.map((event: ReplayedEvent) => ({
    key: event.key,
    kind: event.kind,
    label: event.id === null ? null : event.label,
    sentence: whySentence(event),
    day: history.dateOf(event.day),
    grewUntil: history.dateOf(event.until),
    observed: event.observed,
    q: event.q,
    members: event.members,
  }));
  return said.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : b.key - a.key));
}

/** Weeks on which something could have been said, with what was. */
export function rehearsedWeeks(history: History, { events }: Replay): RehearsedWeek[] {
  const weeks = Math.ceil(history.days / 7);
  return Array.from({ length: weeks }, (_, i) => i)
    .filter((i) => (i + 1) * 7 > FIRST_DAY)
    .map((i) => {
      const within = (day: number) => Math.floor(day / 7) === i;
      return {
        from: history.dateOf(i * 7),
        days: Math.min(history.days, (i + 1) * 7) - i * 7,
        messages: history.day.filter(within).length,
        alerts: events.filter(({ day }) => within(day)).length,
      };
    });
}
