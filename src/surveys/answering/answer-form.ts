import { z } from 'zod';
import type { ScriptReport } from './evidence.js';

const REPORT = /^(\d{1,6})\.([01])\.(\d{1,4})\.([01])$/;

/** The form of the answer page; names are short because they travel in every post. Anything odd is treated as absent. */
export const AnswerForm = z.object({
  o: z.string().max(24).describe('The chosen option.'),
  n: z.string().max(400).describe('The nonce of the shown form.'),
  e: z.string().max(40).default('').describe('What the script saw; empty without one.'),
  t: z.string().max(200).optional().describe("Reference of the help desk's ticket, for links in its own templates."),
});
export type AnswerForm = z.infer<typeof AnswerForm>;

const list = z.union([
  z
    .string()
    .max(24)
    .transform((one) => [one]),
  z.array(z.string().max(24)).max(10),
]);

/** The form of the thank-you page: another option, or reasons and a comment. */
export const AmendForm = z.object({
  o: z.string().max(24).optional(),
  comment: z.string().max(8000).optional(),
  r: list.optional().describe('Ticked reasons.'),
  rs: z.string().optional().describe('Present when reasons were offered, so that none ticked means none.'),
  e: z.string().max(40).default(''),
});
export type AmendForm = z.infer<typeof AmendForm>;

/** Reads `visibleMs.gesture.keys.driven`; null when no script wrote it. */
export function readReport(text: string): ScriptReport | null {
  const match = REPORT.exec(text);
  if (!match) return null;
  const [, visible, gesture, keys, driven] = match;
  return { visibleMs: Number(visible), hasGesture: gesture === '1', typedKeys: Number(keys), isDriven: driven === '1' };
}
