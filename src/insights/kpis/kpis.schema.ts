import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { ORDER, ordered, PeriodQuery, TicketFilterQuery } from '../filters/filter.schema.js';
import { KPI_KEYS } from './definitions.js';
import { KPI_DIMENSIONS } from './kpi-question.js';

export const KpisQuery = z
  .object({
    ...PeriodQuery,
    ...TicketFilterQuery,
    by: z
      .enum([...KPI_DIMENSIONS, 'tag', 'theme', 'day', 'week', 'month'])
      .optional()
      .describe('Also the figures of each value, most tickets first, or of each day, week or month of the own zone.'),
    kpis: z.string().max(500).optional().describe('Only these, by key, as `csat,firstResponse`.'),
  })
  .refine(ordered, ORDER);
export type KpisQuery = z.infer<typeof KpisQuery>;

export const KpiTicketsQuery = z.object({ ...PageQuery, ...PeriodQuery, ...TicketFilterQuery }).refine(ordered, ORDER);
export type KpiTicketsQuery = z.infer<typeof KpiTicketsQuery>;

export const KeyParam = z.enum(KPI_KEYS);

const Interval = z.object({ low: z.number(), high: z.number() }).nullable();
const KpiValue = z.object({
  value: z.number().nullable().describe('null: not known'),
  n: z.number(),
  interval: Interval.describe('95 %'),
  unit: z.string(),
  fields: z.array(z.string()).describe('What it rests on.'),
  note: z.string().optional().describe('How it was inferred; what was left out.'),
});
const PeriodAnswer = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** What `GET /v1/kpis` answers. */
export const KpisAnswer = z.object({
  period: PeriodAnswer,
  before: PeriodAnswer,
  hours: z.enum(['business', 'all']),
  items: z.array(
    KpiValue.extend({
      key: z.enum(KPI_KEYS),
      name: z.string(),
      definition: z.string(),
      better: z.enum(['higher', 'lower']).nullable(),
      before: z.object({ value: z.number().nullable(), n: z.number(), interval: Interval }),
      goal: z
        .object({ id: z.uuid(), target: z.number(), direction: z.string(), by: z.iso.datetime(), status: z.string() })
        .nullable(),
      evidence: z.string().nullable().describe('Lists the tickets it rests on.'),
    }),
  ),
  readings: z.array(
    z.object({
      rule: z.string(),
      says: z.string(),
      rests: z.array(z.object({ kpi: z.string(), before: z.number(), now: z.number(), n: z.number() })),
    }),
  ),
  groups: z
    .array(
      z.object({
        group: z.string().nullable(),
        label: z.string().nullable(),
        kpis: z.record(z.string(), KpiValue.extend({ evidence: z.string().nullable() })),
      }),
    )
    .nullable(),
});
