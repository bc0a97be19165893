import { z } from 'zod';
import { PageQuery } from '../../../platform/http/page.js';
import { FieldsQuery, FilterQuery, ORDER, ordered, PeriodQuery } from '../../filters/filter.schema.js';
import { SENTIMENTS } from '../../sentiment/sentiment-shares.js';

export const MessagesQuery = z
  .object({
    ...PageQuery,
    ...PeriodQuery,
    ...FilterQuery,
    area: z.uuid().optional().describe('Only what is about a theme of this area.'),
    ticket: z.uuid().optional().describe('Only what was said in this ticket.'),
    sentiment: z.enum(SENTIMENTS).optional().describe('As it was read, or corrected by a person.'),
    themed: z
      .enum(['true', 'false'])
      .optional()
      .describe('true: only what is in a theme; false: only what is in none.'),
    ...FieldsQuery,
  })
  .refine(ordered, ORDER);
export type MessagesQuery = z.infer<typeof MessagesQuery>;
