import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { FieldsQuery } from '../filters/filter.schema.js';
import { MEASURES } from './alert.entity.js';
import { MOMENTS } from './alert-moment.entity.js';

const time = z.iso.datetime({ offset: true });
const KINDS = ['spike', 'rise', 'new', 'fall', 'quiet', 'back'] as const;

export const AlertsQuery = z.object({
  ...PageQuery,
  ...FieldsQuery,
  state: z.enum(['open', 'resolved', 'all']).default('open'),
  measure: z.enum(MEASURES).optional().describe('contacts, negative (sentiment) or csat.'),
  kind: z.enum(KINDS).optional(),
  theme: z.uuid().optional(),
  owner: z.uuid().optional().describe('Team to which routing gives it.'),
  from: time.optional().describe('Raised at or after.'),
  to: time.optional().describe('Raised before.'),
});
export type AlertsQuery = z.infer<typeof AlertsQuery>;

export const AlertFeedbackQuery = z.object(PageQuery);
export type AlertFeedbackQuery = z.infer<typeof AlertFeedbackQuery>;

export const Snooze = z.object({ until: time.nullable().describe('null wakes it.') });
export type Snooze = z.infer<typeof Snooze>;

const reason = z.string().trim().min(1).max(500);
export const Resolution = z.object({ reason: reason.describe('Why it is over, or never was anything.') });
export type Resolution = z.infer<typeof Resolution>;

export const Judging = z.object({ judged: z.enum(['useful', 'not useful']) });
export type Judging = z.infer<typeof Judging>;

export const AlertAnswer = z.object({
  id: z.uuid(),
  themeId: z.uuid().nullable().describe('null: a burst in no theme.'),
  measure: z.enum(MEASURES),
  kind: z.enum(KINDS),
  title: z.string(),
  sentence: z.string().describe('Why it fired, with its numbers.'),
  window: z.object({ from: time, to: time }),
  observed: z.number(),
  expected: z.number(),
  usual: z.object({ low: z.number(), high: z.number() }).describe('90 % would lie here if nothing had changed.'),
  unit: z.enum(['customers', 'percent']),
  n: z.int(),
  q: z.number().describe('After control of the false discovery rate over everything tested.'),
  raisedAt: time,
  grewAt: time,
  resolvedAt: time.nullable(),
  resolvedBy: z.string().nullable().describe('null: two weeks had added nothing.'),
  resolvedReason: z.string().nullable(),
  snoozedUntil: time.nullable(),
  owners: z.array(z.uuid()),
  teams: z
    .array(z.object({ id: z.uuid(), name: z.string(), because: z.string().nullable() }))
    .describe('The owners by name, with the routing rule that gave it.'),
  judged: z.enum(['useful', 'not useful']).nullable(),
  evidence: z.string(),
});
export const AlertWithLifeAnswer = AlertAnswer.extend({
  life: z
    .array(z.object({ at: time, what: z.enum(MOMENTS), by: z.string().nullable(), note: z.string().nullable() }))
    .describe('What happened to it, oldest first.'),
});
export const AlertsAnswer = z.object({
  items: z.array(AlertAnswer),
  meta: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
});
