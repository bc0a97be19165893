import { z } from 'zod';
import { SourceTime } from '../source-time.js';

const time = SourceTime;

/** A help-centre page in Markdown or plain text. */
export const NewArticle = z.object({
  externalId: z.string().trim().min(1).max(300),
  title: z.string().trim().min(1).max(1000),
  body: z.string().max(1_000_000),
  locale: z.string().max(35).nullish(),
  url: z.url().max(2000).nullish(),
  publishedAt: time.nullish(),
  updatedAt: time.nullish(),
});
export type NewArticle = z.infer<typeof NewArticle>;
