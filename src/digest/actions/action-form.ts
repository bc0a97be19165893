import { z } from 'zod';
import { ACTION_STATUSES } from './action.entity.js';
import type { ActionChanges, NewAction } from './action.schema.js';

/** Fields of a form that are left empty come as empty strings. */
const blank = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => null), schema]).default(null);

const shape = {
  title: z.string().trim().min(1).max(300),
  owner: blank(z.string().trim().min(1).max(200)),
  dueOn: blank(z.iso.date()),
  outsideUrl: blank(z.url({ protocol: /^https?$/ }).max(2000)),
};

export const NewActionForm = z
  .object({ ...shape, teamId: z.uuid(), themeId: blank(z.uuid()) })
  .transform((form): NewAction => form);
export type NewActionForm = z.infer<typeof NewActionForm>;

export const ActionForm = z
  .object({
    ...shape,
    status: z.enum(ACTION_STATUSES),
    shippedOn: blank(z.iso.date()),
    note: z.string().trim().max(2000).default(''),
  })
  .transform(({ shippedOn, note, ...fields }): ActionChanges & { shippedOn: string | null } => ({
    ...fields,
    shippedOn: fields.status === 'shipped' ? shippedOn : null,
    ...(note && { note }),
  }));
export type ActionForm = z.infer<typeof ActionForm>;

export const ActionListQuery = z.object({
  team: z.uuid().optional().catch(undefined),
  status: z.enum(ACTION_STATUSES).optional().catch(undefined),
});
export type ActionListQuery = z.infer<typeof ActionListQuery>;
