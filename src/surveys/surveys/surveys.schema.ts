import { z } from 'zod';
import { PageQuery } from '../../platform/http/page.js';
import { Settings } from '../asking/settings.js';
import { Content } from './content.js';
import { TEMPLATE_IDS } from './templates.js';

const Name = z.string().trim().min(1).max(120);

export const NewSurveyBody = z
  .strictObject({
    name: Name,
    isAnonymous: z
      .boolean()
      .default(false)
      .describe('Answers are stored without customer, ticket and agent. Cannot be changed later.'),
    template: z.enum(TEMPLATE_IDS).optional().describe('A ready question; `content` may then be left out.'),
    content: Content.optional(),
    settings: Settings.optional(),
  })
  .refine(({ template, content }) => template !== undefined || content !== undefined, {
    message: 'Give a template or content.',
    path: ['content'],
  });
export type NewSurveyBody = z.infer<typeof NewSurveyBody>;

export const SurveyChangeBody = z.strictObject({
  name: Name.optional(),
  content: Content.optional().describe('The whole content; a difference makes a new version.'),
  settings: Settings.optional().describe('The whole settings.'),
});
export type SurveyChangeBody = z.infer<typeof SurveyChangeBody>;

export const ListSurveys = z.object(PageQuery);
export type ListSurveys = z.infer<typeof ListSurveys>;

export const DryRunQuery = z.object({
  days: z.coerce.number().int().min(1).max(92).default(30).describe('How many days back.'),
});
export type DryRunQuery = z.infer<typeof DryRunQuery>;
