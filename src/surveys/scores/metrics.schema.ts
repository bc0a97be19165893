import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { STATUSES } from '../answering/transition.js';

/** What numbers may be divided by. Each is frozen on the invitation when it is sent. */
export const DIMENSIONS = [
  'channel',
  'product',
  'plan',
  'team',
  'agent',
  'stage',
  'locale',
  'via',
  'version',
  'tag',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const STEPS = ['day', 'week', 'month'] as const;
export type TimeStep = (typeof STEPS)[number];

const time = z.iso.datetime({ offset: true });
const value = z.string().min(1).max(300).optional();

const Filter = {
  from: time.optional().describe('First moment; 90 days ago when absent. Belongs to the period.'),
  to: time.optional().describe('End of the period, which does not belong to it; now when absent.'),
  channel: value,
  product: value,
  plan: value,
  team: value,
  agent: value,
  stage: value,
  locale: value,
  via: value,
  tag: value,
  version: z.coerce.number().int().min(1).optional(),
};

export const MetricsQuery = z.object({
  ...Filter,
  by: z.enum(DIMENSIONS).optional().describe('Also the numbers of each value of this dimension, largest first.'),
  trend: z.enum(STEPS).optional().describe("Also the numbers of each day, week or month of the organisation's zone."),
  leastAnswers: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('Below this many answers only counts are given, no score.'),
});
export type MetricsQuery = z.infer<typeof MetricsQuery>;

/** What of an answer may be unknown: then it stands in the group without a name. */
const OPTIONAL = ['channel', 'product', 'plan', 'team', 'agent', 'stage'] as const;

const SingleAnswers = {
  ...Filter,
  status: z
    .enum([...STATUSES, 'counted', 'excluded'])
    .optional()
    .describe('counted: confirmed or released. excluded: suspect or dismissed.'),
  versions: z
    .string()
    .regex(/^\d{1,6}(,\d{1,6}){0,99}$/, 'Numbers separated by commas.')
    .optional()
    .describe('Only these versions, as 1,3.'),
  without: z.enum(OPTIONAL).optional().describe('Only answers of which this is not known.'),
};

export const ResponsesQuery = z.object({ ...PageQuery, ...SingleAnswers });
export type ResponsesQuery = z.infer<typeof ResponsesQuery>;

export const ExportQuery = z.object(SingleAnswers);
export type ExportQuery = z.infer<typeof ExportQuery>;

export type ResponseFilter = ExportQuery;
export type ScoreFilter = Omit<MetricsQuery, 'by' | 'trend' | 'leastAnswers'>;
