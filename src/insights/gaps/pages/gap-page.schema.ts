import { z } from 'zod';
import { blank } from '../../filters/page-filter.js';
import { GapsQuery } from '../gap.schema.js';

export const GapsPageQuery = z.object({
  state: blank(GapsQuery.shape.state),
  type: blank(GapsQuery.shape.type),
  cursor: blank(z.string().max(1000)),
});
export type GapsPageQuery = z.infer<typeof GapsPageQuery>;

const reason = blank(z.string().trim().min(1).max(500));
export const GapDecisionForm = z.discriminatedUnion('to', [
  z.object({ to: z.enum(['accepted', 'proposed']), reason }),
  z.object({ to: z.literal('written'), reason, articleId: blank(z.uuid()) }),
  z.object({ to: z.literal('dismissed'), reason: z.string().trim().min(1, 'Say why no article is needed').max(500) }),
]);
export type GapDecisionForm = z.infer<typeof GapDecisionForm>;
