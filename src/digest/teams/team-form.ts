import { z } from 'zod';
import { ITEM_KINDS, type RoutingFilter, SEVERITIES } from '../routing/routing-filter.js';
import { NewTeam } from './team.schema.js';

/** A checkbox that is not ticked is not sent. */
const ticked = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? [] : [value].flat()), z.array(item));

/** One value a line, or separated by commas. */
const list = z
  .string()
  .max(20_000)
  .default('')
  .transform((text) => [...new Set(text.split(/[\n,;]+/).map((value) => value.trim()))].filter(Boolean));

export const TeamForm = z.object({
  name: NewTeam.shape.name,
  kind: NewTeam.shape.kind,
  timeZone: NewTeam.shape.timeZone,
  sendWeekday: z.coerce.number().pipe(z.int().min(1).max(7)),
  sendHour: z.coerce.number().pipe(z.int().min(4).max(22)),
  whenQuiet: NewTeam.shape.whenQuiet,
  isDefaultOwner: ticked,
  paused: ticked,
  recipients: list.pipe(z.array(z.email('Not a mail address').max(320)).max(200)),
});
export type TeamForm = z.infer<typeof TeamForm>;

export const RuleForm = z
  .object({
    kinds: oneOrMany(z.enum(ITEM_KINDS)),
    severities: oneOrMany(z.enum(SEVERITIES)),
    areas: list,
    products: list,
    plans: list,
    channels: list,
    stages: list,
    tags: list,
    act: z.enum(['try', 'add']).default('try'),
  })
  .transform(({ act, ...fields }) => ({ act, filter: filterOf(fields) }));
export type RuleForm = z.infer<typeof RuleForm>;

/** An empty field claims everything, which a filter says by leaving it out. */
function filterOf(fields: Record<string, string[]>): RoutingFilter {
  return Object.fromEntries(Object.entries(fields).filter(([, values]) => values.length > 0));
}
