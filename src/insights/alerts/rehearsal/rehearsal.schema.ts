import { z } from 'zod';
import { REHEARSAL_STATES } from './rehearsal.entity.js';

const KINDS = ['spike', 'rise', 'new', 'fall', 'quiet', 'back'] as const;
const time = z.iso.datetime();
const rate = z.number().describe('Alerts per seven days on which something could have been said.');

export const EventKey = z.coerce.number().int().min(1).max(1_000_000);

export const RehearsalAnswer = z.object({
  state: z.enum(['never-asked', ...REHEARSAL_STATES]),
  sentence: z.string().describe('How things stand, in words.'),
  askedAt: time.nullable(),
  askedBy: z.string().nullable(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  history: z
    .object({ firstDay: z.iso.date().nullable(), days: z.int().nullable(), messages: z.int().nullable() })
    .describe('What is replayed.'),
  daysDone: z.int(),
  reason: z.string().nullable().describe('Why there is no result.'),
  loudness: z
    .object({
      weeks: z.number(),
      alerts: z.int(),
      perWeek: rate,
      busiestWeek: z.int(),
      quietWeeks: z.int().describe('Weeks without any.'),
      byKind: z.array(z.object({ kind: z.enum(KINDS), alerts: z.int(), perWeek: rate })),
    })
    .nullable(),
  weeks: z.array(z.object({ from: z.iso.date(), days: z.int(), messages: z.int(), alerts: z.int() })),
  examples: z
    .array(
      z.object({
        kind: z.enum(KINDS),
        label: z.string().nullable().describe('null: a burst in no theme.'),
        sentence: z.string(),
        day: z.iso.date().describe('On which it would have been said.'),
        grewUntil: z.iso.date(),
        observed: z.number(),
        q: z.number(),
        n: z.int().describe('Messages it rests on.'),
        evidence: z.string(),
      }),
    )
    .describe('The most recent, newest first.'),
});
