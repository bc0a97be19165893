import { Settings } from '../asking/settings.js';
import { Content } from './content.js';
import type { Question } from './question.js';

export const TEMPLATE_IDS = [
  'csat-5',
  'csat-3',
  'csat-2',
  'stars-5',
  'ces-7',
  'ces-5',
  'nps',
  'thumbs',
  'choice',
] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

export interface Template {
  id: TemplateId;
  title: string;
  /** When to use it, in one sentence. */
  when: string;
  question: Omit<Question, 'direction'>;
  settings: object;
  texts?: object;
}

const AFTER_TICKET = { trigger: { on: 'solved', delayHours: 24 } };

/** Ready surveys. Their words come in six languages; only the custom choice needs its own. */
export const TEMPLATES: readonly Template[] = [
  {
    id: 'csat-5',
    title: 'Satisfaction, five faces',
    when: 'A day after a ticket is solved: how satisfied are you with the help you got?',
    question: { kind: 'csat', points: 5, appearance: 'smileys' },
    settings: AFTER_TICKET,
  },
  {
    id: 'csat-3',
    title: 'Satisfaction, three faces',
    when: 'The same with the least choice, for quick channels such as chat.',
    question: { kind: 'csat', points: 3, appearance: 'smileys' },
    settings: AFTER_TICKET,
  },
  {
    id: 'csat-2',
    title: 'Satisfaction, good or bad',
    when: 'Two answers, as some help desks ask.',
    question: { kind: 'csat', points: 2, appearance: 'smileys' },
    settings: AFTER_TICKET,
  },
  {
    id: 'stars-5',
    title: 'Five stars',
    when: 'When your customers know stars from your shop.',
    question: { kind: 'csat', points: 5, appearance: 'stars' },
    settings: AFTER_TICKET,
  },
  {
    id: 'ces-7',
    title: 'Effort, seven points',
    when: 'Did we make it easy? Predicts loyalty better than satisfaction after support.',
    question: { kind: 'ces', points: 7, appearance: 'numbers' },
    settings: AFTER_TICKET,
  },
  {
    id: 'ces-5',
    title: 'Effort, five points',
    when: 'The same on a shorter scale.',
    question: { kind: 'ces', points: 5, appearance: 'numbers' },
    settings: AFTER_TICKET,
  },
  {
    id: 'nps',
    title: 'Recommendation (NPS)',
    when: 'Once a quarter to everybody, a portion each day: would you recommend us?',
    question: { kind: 'nps', points: 11, appearance: 'numbers' },
    settings: { trigger: { on: 'relationship', everyDays: 90 }, coolDownDays: 90, needsAgentReply: false },
  },
  {
    id: 'thumbs',
    title: 'Solved or not',
    when: 'One yes or no right after the ticket: did we solve your problem?',
    question: { kind: 'thumbs', points: 2, appearance: 'thumbs' },
    settings: { trigger: { on: 'solved', delayHours: 2 } },
  },
  {
    id: 'choice',
    title: 'Your own question',
    when: 'Two to seven answers of your own.',
    question: {
      kind: 'choice',
      points: 3,
      appearance: 'labels',
      options: [
        { id: 'found', band: 'high' },
        { id: 'partly', band: 'middle' },
        { id: 'not-found', band: 'low' },
      ],
    },
    settings: { trigger: { on: 'request' } },
    texts: {
      en: {
        question: 'Did you find what you were looking for?',
        labels: { found: 'Yes', partly: 'In part', 'not-found': 'No' },
      },
    },
  },
];

/** Content and settings of a template, complete. */
export function fromTemplate(id: TemplateId): { content: Content; settings: Settings } {
  const { question, settings, texts } = TEMPLATES.find((template) => template.id === id)!;
  return { content: Content.parse({ question, texts: texts ?? {} }), settings: Settings.parse(settings) };
}
