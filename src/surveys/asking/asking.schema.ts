import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { isMailAddress } from '../../platform/mail/address.js';
import { LOCALE } from '../surveys/texts.js';

const short = z.string().trim().min(1).max(300);

/** Somebody to ask. With a ticket the context is taken from it; what is given here wins. */
export const Invitee = z.strictObject({
  key: short
    .optional()
    .describe(
      'Your own key of the event: the same key is never asked twice. Made from ticket and address when absent.',
    ),
  email: z.string().trim().max(254).refine(isMailAddress, 'Not a mail address').optional(),
  name: z.string().trim().max(200).optional(),
  locale: z.string().regex(LOCALE).optional(),
  timeZone: z.string().max(60).optional(),
  ticket: z.strictObject({ source: short, externalId: short }).optional(),
  channel: short.optional(),
  product: short.optional(),
  plan: short.optional(),
  team: short.optional(),
  agent: short.optional(),
  stage: short.optional(),
  tags: z.array(short).max(50).optional(),
});
export type Invitee = z.infer<typeof Invitee>;

export const InviteBody = z.strictObject({
  people: z.array(Invitee).min(1).max(500),
  send: z.boolean().default(true).describe('False: nothing is mailed, the answer holds the links.'),
  delayHours: z
    .number()
    .min(0)
    .max(720)
    .optional()
    .describe("Hours until the mail goes. As long as the survey's settings say when absent."),
});
export type InviteBody = z.infer<typeof InviteBody>;

export const ListDecisions = z.object({
  ...PageQuery,
  surveyId: z.uuid().optional(),
  ticketId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  outcome: z.enum(['send', 'skip']).optional(),
  reason: z.string().max(40).optional(),
});
export type ListDecisions = z.infer<typeof ListDecisions>;
