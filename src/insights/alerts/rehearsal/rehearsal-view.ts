import type { AlertRehearsal } from './rehearsal.entity.js';
import { loudnessOf, rehearsalSentence } from './rehearsal-words.js';

const EXAMPLES = 25;

/** A replay as API and page show it; null: nobody has asked for one. */
export function rehearsalView(rehearsal: AlertRehearsal | null) {
  const { state, askedAt, askedBy, startedAt, finishedAt, firstDay, days, messages, daysDone, reason, weeks, events } =
    rehearsal ?? NEVER;
  return {
    state,
    sentence: rehearsalSentence(rehearsal),
    askedAt,
    askedBy,
    startedAt,
    finishedAt,
    history: { firstDay, days, messages },
    daysDone,
    reason,
    loudness: rehearsal && loudnessOf(rehearsal),
    weeks,
    examples: events.slice(0, EXAMPLES).map(({ key, members, ...event }) => ({
      ...event,
      n: members.length,
      evidence: `/v1/alerts/rehearsal/events/${key}/feedback`,
    })),
  };
}

const NEVER = {
  state: 'never-asked' as const,
  askedAt: null,
  askedBy: null,
  startedAt: null,
  finishedAt: null,
  firstDay: null,
  days: null,
  messages: null,
  daysDone: 0,
  reason: null,
  weeks: [],
  events: [] as AlertRehearsal['events'],
};
