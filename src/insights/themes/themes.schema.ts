import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import type { Period } from '../../platform/periods.js';
import { FieldsQuery } from '../filters/filter.schema.js';
import { SENTIMENTS } from '../sentiment/sentiment-shares.js';
import type { MessageFilter } from './reading/theme-messages.js';

const time = z.iso.datetime({ offset: true });
const value = z.string().trim().min(1).max(300);
const label = z.string().trim().min(1).max(120);
const uuids = (most: number) => z.array(z.uuid()).min(1).max(most);

export const Id = z.uuid();

/** A half-open period; the last 28 days when absent. */
const PeriodQuery = {
  from: time.optional().describe('Start, included. 28 days before `to` when absent.'),
  to: time.optional().describe('End, not included. Now when absent.'),
};
const FilterQuery = {
  product: value.optional(),
  channel: value.optional(),
  plan: value.optional(),
  language: value.optional(),
  stage: value.optional(),
  tag: value.optional(),
};

const ordered = (query: { from?: string | undefined; to?: string | undefined }) =>
  !query.from || !query.to || query.from < query.to;
const ORDER = { message: 'from must be earlier than to', path: ['to'] };

export const ListThemes = z
  .object({
    ...PageQuery,
    ...PeriodQuery,
    ...FilterQuery,
    state: z.enum(['emerging', 'active', 'dormant']).optional(),
    area: z.uuid().optional(),
    notAnIssue: z
      .enum(['true', 'false'])
      .default('false')
      .describe('true: only the themes that people marked as no issue.'),
    q: z.string().trim().max(200).optional().describe('Words of the label or keywords.'),
    ...FieldsQuery,
  })
  .refine(ordered, ORDER);
export type ListThemes = z.infer<typeof ListThemes>;

export const ReadTheme = z.object({ ...PeriodQuery, ...FilterQuery, ...FieldsQuery }).refine(ordered, ORDER);
export type ReadTheme = z.infer<typeof ReadTheme>;

export const ListThemeFeedback = z
  .object({ ...PageQuery, ...PeriodQuery, ...FilterQuery, ...FieldsQuery })
  .refine(ordered, ORDER);
export type ListThemeFeedback = z.infer<typeof ListThemeFeedback>;

export const RenameTheme = z.object({ label });
export type RenameTheme = z.infer<typeof RenameTheme>;
export const MergeTheme = z.object({ into: z.uuid().describe('The theme that stays.') });
export type MergeTheme = z.infer<typeof MergeTheme>;
export const SeedThemes = z.object({ tags: z.array(z.string().trim().min(1).max(200)).min(1).max(50) });
export type SeedThemes = z.infer<typeof SeedThemes>;
export const KeepApart = z.object({ other: z.uuid() });
export type KeepApart = z.infer<typeof KeepApart>;
export const SplitTheme = z.object({
  label: label.optional().describe('Found from the messages when absent.'),
  examples: uuids(100).describe(
    'Feedback that belongs to the new theme: what is more like these than like the old theme goes with them.',
  ),
});
export type SplitTheme = z.infer<typeof SplitTheme>;
export const AddFeedback = z.object({ feedback: uuids(500) });
export type AddFeedback = z.infer<typeof AddFeedback>;
export const CorrectTheme = z.object({ theme: z.uuid().nullable().describe('null: belongs to no theme.') });
export type CorrectTheme = z.infer<typeof CorrectTheme>;
export const CorrectSentiment = z.object({
  sentiment: z.enum(SENTIMENTS).nullable().describe('null takes a correction back.'),
});
export type CorrectSentiment = z.infer<typeof CorrectSentiment>;

const examples = z.array(z.string().trim().min(3).max(2000)).max(50).default([]);
export const DraftTheme = z.object({
  description: z.string().trim().min(3).max(1000),
  examples: examples.describe('What customers would write about it.'),
});
export type DraftTheme = z.infer<typeof DraftTheme>;
export const NewTheme = DraftTheme.extend({ label });
export type NewTheme = z.infer<typeof NewTheme>;

const DEFAULT_DAYS = 28;
const DAY_MS = 86_400_000;

/** The period a query asks for. */
export function periodOf(query: { from?: string | undefined; to?: string | undefined }, now: Date): Period {
  const to = query.to ? new Date(query.to) : now;
  return { from: query.from ? new Date(query.from) : new Date(to.getTime() - DEFAULT_DAYS * DAY_MS), to };
}

export function filterOf(query: z.infer<typeof ReadTheme>): MessageFilter {
  const { product, channel, plan, language, stage, tag } = query;
  return Object.fromEntries(
    Object.entries({ product, channel, plan, language, stage, tag }).filter(([, wanted]) => wanted !== undefined),
  );
}
