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
const Article = z.object({ id: z.uuid(), title: z.string(), url: z.string().nullable(), cosine: z.number() });
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
  article: Article.nullable().describe('The nearest article.'),
  articles: z.array(Article).describe('Up to three that come nearest, best first.'),
  missingWords: z.array(z.string()).describe("Customers' words that the nearest article lacks."),
  messages: z.int().describe('Of the twelve weeks up to `figuresAt`.'),
  state: z.enum(GAP_STATES),
  stateAt: time.nullable(),
  stateBy: z.string().nullable(),
  stateReason: z.string().nullable(),
  computedAt: time,
  figuresAt: time.nullable(),
  evidence: z.string().describe('Lists the messages that were counted.'),
  weeklyEvidence: z.string().nullable().describe('Lists the messages behind the contacts a week, by ticket.'),
  brief: z.string(),
});
const Side = z.object({ contacts: z.int(), others: z.int(), days: z.int() });
export const GapWithOutcomeAnswer = GapAnswer.extend({
  searches: z
    .array(z.object({ query: z.string(), count: z.int() }))
    .describe('Searches with its words of the last twelve weeks that found nothing, or of which nothing was opened.'),
  effect: z
    .object({
      before: Side,
      after: Side,
      ratio: z
        .object({ ratio: z.number(), low: z.number(), high: z.number() })
        .nullable()
        .describe('Rate after over rate before, 95 %.'),
    })
    .nullable()
    .describe('Once an article is written: contacts in the four weeks before and since, against all others.'),
});
export const GapsAnswer = z.object({
  items: z.array(GapAnswer),
  meta: z.object({ limit: z.int(), nextCursor: z.string().nullable() }),
});
