import { z } from 'zod';
import { SENTIMENTS } from '../sentiment/sentiment-shares.js';

const time = z.iso.datetime({ offset: true });
const value = z.string().trim().min(1).max(300);
const ONE_QUESTION = { message: 'Give one of q, likeFeedback, likeTicket, likeTheme', path: ['q'] };

export const SearchQuery = z
  .object({
    q: z.string().trim().min(1).max(1000).optional().describe('Words or a sentence, as a customer would write it.'),
    likeFeedback: z.uuid().optional().describe('More like this feedback.'),
    likeTicket: z.uuid().optional().describe('More like this ticket.'),
    likeTheme: z.uuid().optional().describe('Messages near the centre of this theme, in it or not.'),
    theme: z.uuid().optional().describe('Only messages in this theme.'),
    assigned: z.enum(['true', 'false']).optional().describe('false: only messages in no theme.'),
    product: value.optional(),
    channel: value.optional(),
    plan: value.optional(),
    language: value.optional(),
    stage: value.optional(),
    tag: value.optional(),
    sentiment: z.enum(SENTIMENTS).optional(),
    from: time.optional(),
    to: time.optional(),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  })
  .refine(
    ({ q, likeFeedback, likeTicket, likeTheme }) =>
      [q, likeFeedback, likeTicket, likeTheme].filter((given) => given !== undefined).length === 1,
    ONE_QUESTION,
  );
export type SearchQuery = z.infer<typeof SearchQuery>;
