import { z } from 'zod';
import { ACTION_STATUSES } from '../actions/action.entity.js';

const blank = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => null), schema]).default(null);

export const DecisionForm = z.object({
  item: z.string().min(1).max(200),
  decision: z.enum([...ACTION_STATUSES, 'accept', 'dismiss', 'later']),
  owner: blank(z.string().trim().min(1).max(200)),
  dueOn: blank(z.iso.date()),
  note: blank(z.string().trim().min(1).max(2000)),
});
export type DecisionForm = z.infer<typeof DecisionForm>;
