import { z } from 'zod';
import { blank } from '../../filters/page-filter.js';

export const AlertsPageQuery = z.object({
  state: blank(z.enum(['open', 'snoozed', 'resolved'])),
  cursor: blank(z.string().max(1000)),
});
export type AlertsPageQuery = z.infer<typeof AlertsPageQuery>;

export const SNOOZES = [
  [1, '1 day'],
  [3, '3 days'],
  [7, '1 week'],
  [28, '4 weeks'],
] as const;

export const SnoozeForm = z.object({ days: z.enum(['0', '1', '3', '7', '28']).transform(Number) });
export type SnoozeForm = z.infer<typeof SnoozeForm>;

const clock = blank(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm'));
export const QuietForm = z.object({ from: clock, to: clock });
export type QuietForm = z.infer<typeof QuietForm>;
