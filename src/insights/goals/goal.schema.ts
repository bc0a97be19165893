import { z } from 'zod';
import { KPI_KEYS } from '../kpis/definitions.js';

const value = z.string().trim().min(1).max(300).optional();

export const NewGoal = z.object({
  name: z.string().trim().min(1).max(120).optional().describe('Made from the figure and target when absent.'),
  kpi: z.enum(KPI_KEYS),
  target: z.number().describe('In the unit of the figure: percent 0 to 100, minutes, a count.'),
  direction: z.enum(['at least', 'at most']),
  by: z.iso.datetime({ offset: true }),
  windowDays: z.int().min(1).max(366).default(28).describe('The figure is that of so many days.'),
  filter: z
    .strictObject({
      product: value,
      channel: value,
      plan: value,
      language: value,
      stage: value,
      team: value,
      tag: value,
    })
    .default({}),
});
export type NewGoal = z.infer<typeof NewGoal>;

export const ListGoals = z.object({
  at: z.iso.datetime({ offset: true }).optional().describe('As things stood at that time; now when absent.'),
});
export type ListGoals = z.infer<typeof ListGoals>;
