import { z } from 'zod';

const subject = z.string().trim().min(1).max(150);
const body = z.string().trim().min(1).max(5000);

export const NoticeChanges = z.object({
  subject: subject.optional(),
  body: body.optional().describe('Plain text; an empty line divides paragraphs.'),
  isPublic: z.boolean().optional().describe('Also shown on the public page, when that is on.'),
  leftOut: z.array(z.uuid()).max(10_000).optional().describe('Customers who are not told, by hand.'),
});
export type NoticeChanges = z.infer<typeof NoticeChanges>;

/** The page: unticked boxes are not sent, so the form names who is told. */
export const NoticeForm = z.object({
  subject,
  body,
  isPublic: z
    .literal('on')
    .optional()
    .transform((value) => value === 'on'),
  told: z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.uuid())),
  act: z.enum(['save', 'send']).default('save'),
});
export type NoticeForm = z.infer<typeof NoticeForm>;
