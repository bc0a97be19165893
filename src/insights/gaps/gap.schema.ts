import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { FieldsQuery } from '../filters/filter.schema.js';
import { GAP_STATES } from './gap-life.js';

const TYPES = [
  'missing',
  'insufficient',
  'hard-to-find',
  'outdated',
  'duplicate-articles',
  'not-documentation',
] as const;

export const GapsQuery = z.object({
  ...PageQuery,
  ...FieldsQuery,
  state: z
    .enum([...GAP_STATES, 'open', 'all'])
    .default('open')
    .describe('open: proposed or accepted.'),
  type: z.enum(TYPES).optional(),
  verdict: z.enum(['likely', 'possible', 'none']).optional().describe('Whether an article seems to be missing.'),
});
export type GapsQuery = z.infer<typeof GapsQuery>;

export const Decision = z.object({ reason: z.string().trim().min(1).max(500).optional() });
export type Decision = z.infer<typeof Decision>;
export const Dismissal = z.object({ reason: z.string().trim().min(1).max(500).describe('Why no article is needed.') });
export type Dismissal = z.infer<typeof Dismissal>;
export const Written = z.object({
  articleId: z.uuid().optional().describe('The article that was written or changed.'),
});
export type Written = z.infer<typeof Written>;

const time = z.iso.datetime();
export const GapAnswer = z.object({
  id: z.uuid(),
  theme: z.object({ id: z.uuid(), label: z.string() }),
  verdict: z.enum(['likely', 'possible', 'none', 'unknown']),
  type: z.string().nullable(),
  because: z.string().nullable().describe('What the type rests on.'),
  isHint: z.boolean().describe('Rests on wording alone.'),
  probability: z.number().nullable(),
  weekly: z.number().nullable().describe('Contacts a week over the last eight weeks.'),
  avoidable: z
    .object({ p10: z.number(), p50: z.number(), p90: z.number(), assumptions: z.array(z.string()) })
    .nullable()
    .describe('Contacts a week that help could avoid: 10th, 50th, 90th percentile.'),
  article: z.object({ id: z.uuid(), title: z.string(), url: z.string().nullable(), cosine: z.number() }).nullable(),
  missingWords: z.array(z.string()).describe("Customers' words that the nearest article lacks."),
  messages: z.int(),
  state: z.enum(GAP_STATES),
  stateAt: time.nullable(),
  stateBy: z.string().nullable(),
  stateReason: z.string().nullable(),
  computedAt: time,
  figuresAt: time.nullable(),
  evidence: z.string(),
  brief: z.string(),
});
export const GapsAnswer = z.object({
  items: z.array(GapAnswer),
  meta: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
});
