import { z } from 'zod';
import { SourceTime } from '../source-time.js';
import { Requester } from '../tickets/ticket.schema.js';

const time = SourceTime;
const short = z.string().trim().min(1).max(300);

export const FeedbackKind = z.enum(['ticket_message', 'survey_comment', 'review', 'note', 'other']);

/** One text that a customer wrote, outside or inside a ticket. */
export const NewFeedback = z.object({
  externalId: short,
  kind: FeedbackKind.default('other'),
  text: z.string().max(1_000_000).nullish(),
  html: z.string().max(1_000_000).nullish(),
  occurredAt: time,
  updatedAt: time.nullish(),
  channel: short.nullish(),
  product: short.nullish(),
  plan: short.nullish(),
  language: short.nullish(),
  stage: short.nullish(),
  tags: z.array(short).max(100).default([]),
  score: z.number().min(0).max(100).nullish(),
  scoreScale: z.int().min(2).max(101).nullish(),
});
export type NewFeedback = z.infer<typeof NewFeedback>;

/** A text that came without a ticket, with the person who wrote it. */
export const OutsideFeedback = NewFeedback.extend({ requester: Requester.nullish() });
export type OutsideFeedback = z.infer<typeof OutsideFeedback>;
