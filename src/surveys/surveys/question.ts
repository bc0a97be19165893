import { z } from 'zod';
import type { FormulaId } from '../scores/formulas.js';

export const KINDS = ['csat', 'ces', 'nps', 'thumbs', 'choice'] as const;
export type Kind = (typeof KINDS)[number];

/** How points look. Smileys and stars always carry a word too: colour or shape alone tells nobody anything. */
export const APPEARANCES = ['numbers', 'stars', 'smileys', 'thumbs', 'labels'] as const;
export type Appearance = (typeof APPEARANCES)[number];

/** Whether the last point is the best. Effort was asked both ways in its history, so the survey says which. */
export const DIRECTIONS = ['high-is-good', 'high-is-bad'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const BANDS = ['low', 'middle', 'high'] as const;
export type Band = (typeof BANDS)[number];

/** How many points each kind may have. Custom choices bring their own options. */
const POINTS: Record<Exclude<Kind, 'choice'>, readonly number[]> = {
  csat: [2, 3, 5],
  ces: [5, 7],
  nps: [11],
  thumbs: [2],
};
const LOOKS: Record<Kind, readonly Appearance[]> = {
  csat: ['smileys', 'stars', 'numbers'],
  ces: ['numbers'],
  nps: ['numbers'],
  thumbs: ['thumbs'],
  choice: ['labels'],
};

export const OPTION_ID = /^[a-z0-9][a-z0-9-]{0,23}$/;

export const ChoiceOption = z.strictObject({
  id: z.string().regex(OPTION_ID, 'Lower-case letters, digits and hyphens, at most 24.'),
  band: z
    .enum(BANDS)
    .default('middle')
    .describe('Which thank-you text an answer gets, and whether it counts as a low score.'),
});

/** The question of one survey version, without its words. */
export const Question = z
  .strictObject({
    kind: z.enum(KINDS),
    points: z.number().int().min(2).max(11),
    appearance: z.enum(APPEARANCES),
    direction: z.enum(DIRECTIONS).default('high-is-good'),
    options: z.array(ChoiceOption).min(2).max(7).optional().describe('Only for custom choices.'),
  })
  .check((context) => {
    const problem = problemOf(context.value);
    if (problem)
      context.issues.push({ code: 'custom', input: context.value, path: [problem.field], message: problem.message });
  });
export type Question = z.infer<typeof Question>;

/** One answer a person can give: `id` is what links and forms carry, `value` what formulas count. */
export interface Option {
  id: string;
  value: number;
  band: Band;
}

function problemOf(question: z.infer<typeof Question>): { field: string; message: string } | null {
  const { kind, points, options } = question;
  if (!LOOKS[kind].includes(question.appearance)) {
    return { field: 'appearance', message: `For ${kind}: ${LOOKS[kind].join(', ')}.` };
  }
  if (kind !== 'choice') {
    if (options) return { field: 'options', message: 'Only custom choices bring their own options.' };
    return POINTS[kind].includes(points)
      ? null
      : { field: 'points', message: `For ${kind}: ${POINTS[kind].join(', ')}.` };
  }
  if (!options) return { field: 'options', message: 'Custom choices need 2 to 7 options.' };
  if (new Set(options.map(({ id }) => id)).size < options.length)
    return { field: 'options', message: 'Two options share an id.' };
  return options.length === points ? null : { field: 'points', message: `There are ${options.length} options.` };
}

/** The lowest value of a scale: NPS and two-point scales count from 0, as their formulas do. */
function firstValue(question: Question): number {
  return question.kind === 'nps' || question.points === 2 ? 0 : 1;
}

/** The answers a person can give, in the order in which they are shown. */
export function optionsOf(question: Question): Option[] {
  if (question.kind === 'choice')
    return (question.options ?? []).map(({ id, band }, i) => ({ id, band, value: i + 1 }));
  const first = firstValue(question);
  return Array.from({ length: question.points }, (_, i) => ({
    id: String(first + i),
    value: first + i,
    band: bandAt(question, i),
  }));
}

export function findOption(question: Question, id: string): Option | null {
  return optionsOf(question).find((option) => option.id === id) ?? null;
}

/** The band of the i-th point. NPS: 0-6, 7-8, 9-10 (Reichheld 2003); else the middle point, if there is one, is the middle. */
function bandAt(question: Question, i: number): Band {
  const { kind, points, direction } = question;
  if (kind === 'nps') return i <= 6 ? 'low' : i <= 8 ? 'middle' : 'high';
  const place = direction === 'high-is-good' ? i : points - 1 - i;
  const middle = (points - 1) / 2;
  return place < middle ? 'low' : place === middle ? 'middle' : 'high';
}

/** The answer as formulas read it: worst point first, whichever way it was asked. */
export function scoreOfOption(question: Question, option: Option): number {
  if (question.kind === 'choice' || question.direction === 'high-is-good') return option.value;
  return 2 * firstValue(question) + question.points - 1 - option.value;
}

/** Formulas by which answers to this question are counted, the usual one first. Custom choices have shares only. */
export function formulasFor(question: Question): FormulaId[] {
  const { kind, points, appearance } = question;
  if (kind === 'nps') return ['nps'];
  if (kind === 'thumbs') return ['thumbs'];
  if (kind === 'ces') return points === 7 ? ['ces_mean_7', 'ces_top3_7', 'ces_net_7'] : ['ces_mean_5', 'ces_top2_5'];
  if (kind === 'csat') return csatFormulas(points, appearance);
  return [];
}

function csatFormulas(points: number, appearance: Appearance): FormulaId[] {
  if (points === 2) return ['csat_binary'];
  if (points === 3) return ['csat_top1_3', 'happiness_hs'];
  return appearance === 'stars' ? ['csat_top2_5', 'star5_mean'] : ['csat_top2_5'];
}
