import { z } from 'zod';
import { PageFilterQuery, blank } from '../../filters/page-filter.js';
import { KPI_KEYS } from '../definitions.js';
import { KPI_DIMENSIONS } from '../kpi-question.js';

export const KpiPageQuery = z.object({
  ...PageFilterQuery,
  theme: blank(z.uuid()),
  by: blank(z.enum([...KPI_DIMENSIONS, 'theme'])),
});
export type KpiPageQuery = z.infer<typeof KpiPageQuery>;

export const KpiTicketsPageQuery = z.object({
  ...PageFilterQuery,
  theme: blank(z.uuid()),
  cursor: blank(z.string().max(1000)),
});
export type KpiTicketsPageQuery = z.infer<typeof KpiTicketsPageQuery>;

export const GoalForm = z.object({
  kpi: z.enum(KPI_KEYS),
  direction: z.enum(['at least', 'at most']),
  target: z.coerce.number(),
  by: z.iso.date(),
});
export type GoalForm = z.infer<typeof GoalForm>;
