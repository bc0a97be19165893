import { z } from 'zod';
import { FieldsQuery, ORDER, ordered, PeriodQuery, TicketFilterQuery } from '../filters/filter.schema.js';
import { DRIVEN } from './scored-contacts.js';

export const DriversQuery = z
  .object({
    ...PeriodQuery,
    ...TicketFilterQuery,
    ...FieldsQuery,
    score: z.enum(DRIVEN).default('csat').describe('csat: satisfied answers; effort: replies until solved.'),
  })
  .refine(ordered, ORDER);
export type DriversQuery = z.infer<typeof DriversQuery>;

const Effect = z
  .object({ value: z.number(), interval: z.object({ low: z.number(), high: z.number() }).nullable() })
  .nullable();

export const DriversAnswer = z.object({
  items: z.array(
    z.object({
      theme: z.object({ id: z.uuid(), label: z.string() }),
      n: z.int().describe('Scores of tickets about it.'),
      verdict: z.enum(['established', 'not established', 'not enough data']),
      effect: Effect.describe('What the score gains or loses because of it: all minus all without it.'),
      adjusted: Effect.describe('Difference when it is the topic, adjusted for segments and other themes.'),
      q: z.number().nullable().describe('After control of the false discovery rate over all themes.'),
      sentence: z.string(),
      evidence: z.string(),
    }),
  ),
  segments: z.array(
    z.object({
      dimension: z.string(),
      value: z.string(),
      yes: z.int().describe('Unsatisfied answers'),
      n: z.int(),
      share: z.number(),
      elsewhere: z.number(),
      oddsRatio: z.number(),
      interval: z.object({ low: z.number(), high: z.number() }),
      q: z.number(),
    }),
  ),
  meta: z.object({
    period: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    score: z.enum(DRIVEN),
    unit: z
      .enum(['percentage points', 'replies a ticket'])
      .describe('Of effects; the mean is in percent, or in replies a ticket.'),
    n: z.int(),
    mean: z.number().nullable(),
  }),
});
