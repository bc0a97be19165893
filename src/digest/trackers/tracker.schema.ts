import { z } from 'zod';

const apiUrl = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .transform((url) => url.replace(/\/+$/, ''));

const shared = {
  label: z.string().trim().min(1).max(100).describe('How people call it.'),
  token: z.string().trim().min(1).max(500).describe('May create issues in the project. Kept encrypted, never shown.'),
};

export const NewTracker = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('github'),
    ...shared,
    apiUrl: apiUrl.default('https://api.github.com'),
    project: z
      .string()
      .trim()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'As in owner/repository')
      .max(200),
  }),
  z.object({
    kind: z.literal('gitlab'),
    ...shared,
    apiUrl: apiUrl.default('https://gitlab.com/api/v4'),
    project: z
      .string()
      .trim()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/, 'As in group/project')
      .max(300),
  }),
]);
export type NewTracker = z.infer<typeof NewTracker>;
