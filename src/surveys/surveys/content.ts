import { z } from 'zod';
import { OPTION_ID, optionsOf, Question } from './question.js';
import { LOCALE, READY_LOCALES, resolveTexts, type ResolvedTexts, TextsByLocale } from './texts.js';

/** Everything that a version freezes: the question and its words. */
export const Content = z
  .strictObject({
    question: Question,
    defaultLocale: z.string().regex(LOCALE).default('en'),
    texts: TextsByLocale.default({}).describe("The operator's own texts by locale; ready ones fill what is missing."),
    reasons: z
      .array(z.string().regex(OPTION_ID))
      .max(8)
      .default(['slow', 'unsolved', 'unclear', 'unfriendly', 'effort', 'product'])
      .describe('Offered after a low score. Empty: none.'),
    asksComment: z.boolean().default(true),
  })
  .check((context) => {
    const problem = missingWord(context.value);
    if (problem)
      context.issues.push({
        code: 'custom',
        input: context.value.texts,
        path: ['texts', ...problem.path],
        message: problem.message,
      });
  });
export type Content = z.infer<typeof Content>;

/** Every option and reason needs a word in the default locale: a bare id must never reach a customer. */
function missingWord(content: Content): { path: string[]; message: string } | null {
  const { question, defaultLocale } = content;
  const texts = resolveTexts(question, defaultLocale, content.texts);
  if (!texts.question)
    return { path: [defaultLocale, 'question'], message: 'A custom choice needs its question here.' };
  const needsLabels = question.appearance !== 'numbers';
  const option = needsLabels ? optionsOf(question).find(({ id }) => !texts.labels[id]) : undefined;
  if (option) return { path: [defaultLocale, 'labels', option.id], message: 'This option needs a label.' };
  const reason = content.reasons.find((id) => !texts.reasons[id]);
  return reason ? { path: [defaultLocale, 'reasons', reason], message: 'This reason needs a label.' } : null;
}

/** Languages in which a version can speak: the ready ones and the operator's own. */
export function localesOf({ texts }: Content): string[] {
  return [...new Set([...READY_LOCALES, ...Object.keys(texts)])];
}

/** The words of a version in one locale, with the default locale's words where an own translation left an option out. */
export function textsOf(content: Content, locale: string): ResolvedTexts {
  const texts = resolveTexts(content.question, locale, content.texts);
  const fallback = resolveTexts(content.question, content.defaultLocale, content.texts);
  return {
    ...texts,
    question: texts.question || fallback.question,
    labels: { ...fallback.labels, ...texts.labels },
    reasons: { ...fallback.reasons, ...texts.reasons },
  };
}
