import { z } from 'zod';
import { ACTION_STATUSES } from './action.entity.js';

export const NewAction = z.object({
  teamId: z.uuid(),
  title: z.string().trim().min(1).max(300),
  themeId: z.uuid().nullish(),
  gapId: z.uuid().nullish(),
  owner: z.string().trim().min(1).max(200).nullish(),
  dueOn: z.iso.date().nullish(),
  outsideUrl: z.url().max(2000).nullish(),
});
export type NewAction = z.infer<typeof NewAction>;

export const ActionChanges = z.object({
  title: z.string().trim().min(1).max(300).optional(),
  status: z.enum(ACTION_STATUSES).optional(),
  owner: z.string().trim().min(1).max(200).nullable().optional(),
  dueOn: z.iso.date().nullable().optional(),
  outsideUrl: z.url().max(2000).nullable().optional(),
  shippedAt: z.iso.datetime({ offset: true }).optional().describe('When customers got it; now when absent.'),
  note: z.string().trim().max(2000).optional(),
});
export type ActionChanges = z.infer<typeof ActionChanges>;

export const ActionFilter = z.object({
  team: z.uuid().optional(),
  theme: z.uuid().optional(),
  status: z.enum(ACTION_STATUSES).optional(),
});
export type ActionFilter = z.infer<typeof ActionFilter>;
