import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { FieldsQuery, FilterQuery, ORDER, ordered, PeriodQuery } from '../filters/filter.schema.js';
import { THINGS } from './things.js';

export const TrendsQuery = z
  .object({
    ...PageQuery,
    ...PeriodQuery,
    ...FilterQuery,
    ...FieldsQuery,
    by: z.enum(THINGS).default('theme').describe('What is counted.'),
    step: z.enum(['day', 'week']).default('week').describe('Weeks are seven days that end with the period.'),
    changed: z.enum(['true', 'false']).default('false').describe('true: only what changed.'),
    id: z.string().max(300).optional().describe('Only this theme, area or value.'),
  })
  .refine(ordered, ORDER)
  .refine(({ from, to }) => !from || !to || Date.parse(to) - Date.parse(from) <= 366 * 86_400_000, {
    message: 'At most 366 days',
    path: ['from'],
  });
export type TrendsQuery = z.infer<typeof TrendsQuery>;

export const SharesQuery = z.object({
  ...FilterQuery,
  to: PeriodQuery.to,
  measure: z.enum(['negative', 'csat']).describe('Share of negative contacts, or of satisfied answers.'),
  days: z.coerce.number().int().min(7).max(90).default(28).describe('Days up to `to`, against the eight weeks before.'),
});
export type SharesQuery = z.infer<typeof SharesQuery>;

const Point = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  contacts: z.int(),
  customers: z.int().nullable().describe('Distinct people; null for weeks, where days cannot be added.'),
  share: z.number().nullable().describe('Of all contacts of the stretch.'),
  expected: z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe(
      'By own past and the volume of everything else; 90 % would lie between low and high. null: too little past.',
    ),
});

export const TrendsAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      contacts: z
        .int()
        .describe(
          'Sum over the days of the period: a ticket that goes on counts on each day on which its customer wrote.',
        ),
      share: z.object({ value: z.number(), n: z.int(), low: z.number(), high: z.number() }).nullable(),
      change: z
        .object({
          kind: z.enum(['spike', 'rise', 'new', 'fall', 'quiet', 'back']),
          sentence: z.string(),
          windowDays: z.int(),
          day: z.iso.datetime(),
          observed: z.number(),
          expected: z.number(),
          expectedLow: z.number(),
          expectedHigh: z.number(),
          q: z.number(),
        })
        .nullable(),
      points: z.array(Point),
      evidence: z.string(),
    }),
  ),
  meta: z.object({
    limit: z.int(),
    nextCursor: z.string().nullable(),
    period: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    total: z.int().describe('All contacts of the period, day by day as `contacts`.'),
    tests: z.int().describe('Things tested together: the false discovery rate is held over all of them.'),
  }),
});
