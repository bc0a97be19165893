import { z } from 'zod';
import { Content, localesOf } from '../surveys/content.js';
import { type Band, BANDS, OPTION_ID, optionsOf, type Question } from '../surveys/question.js';
import type { SurveyTexts } from '../surveys/ready-texts/ready-texts.js';
import { LOCALE, type OwnTexts, resolveTexts } from '../surveys/texts.js';

const field = z.string().trim().max(500);
const list = z
  .union([field, z.array(field).max(20)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .default([]);

/**
 * The words of a survey in one language. Single texts come as `word-…`, `label-…`, `reason-…` and `page-…`; an empty one
 * means the ready text. What holds in all languages (which answers, which reasons, whether a comment is asked for) comes
 * only with the survey's own language.
 */
export const WordsForm = z
  .object({
    locale: z.string().regex(LOCALE, 'As in de or pt-BR.'),
    optionId: list,
    option: list,
    band: list,
    offered: list,
    newReason: list,
    asksComment: z.string().optional(),
  })
  .catchall(field);
export type WordsForm = z.infer<typeof WordsForm>;

type Word = Exclude<keyof SurveyTexts, 'labels' | 'reasons'>;

const WORD_LABELS: Record<Word, string> = {
  question: 'Question',
  low: 'Word at the first point',
  high: 'Word at the last point',
  mailSubject: 'Subject of the mail',
  reminderSubject: 'Subject of the reminder',
  mailHint: 'Line below the answers in the mail',
  mailWhy: 'Why somebody gets this mail',
  thanksLow: 'Thanks after a low answer',
  thanksMiddle: 'Thanks after a middling answer',
  thanksHigh: 'Thanks after a high answer',
  reasonsPrompt: 'Question for the reasons of a low answer',
  commentPrompt: 'Question for a comment',
};
const BAND_LABELS: Record<Band, string> = { low: 'bad', middle: 'neither', high: 'good' };
const MOST_OPTIONS = 7;
const NEW_REASONS = 2;

/** The survey's content with these words. Throws ZodError when an answer or a reason is left without a word. */
export function applyWords(content: Content, form: WordsForm): Content {
  const own = ownTexts(content, form);
  const structure = form.locale === content.defaultLocale ? structureOf(content, form, own) : {};
  const { [form.locale]: _, ...others } = content.texts;
  const texts = Object.keys(own).length > 0 ? { ...others, [form.locale]: own } : others;
  return Content.parse({ ...content, texts, ...structure });
}

function ownTexts(content: Content, form: WordsForm): OwnTexts {
  const words = given(form, 'word-', Object.keys(WORD_LABELS));
  const labels = given(
    form,
    'label-',
    optionsOf(content.question).map(({ id }) => id),
  );
  const { reasons: ready } = resolveTexts(content.question, content.defaultLocale, content.texts);
  const reasons = given(form, 'reason-', [...new Set([...content.reasons, ...Object.keys(ready)])]);
  const pages = given(form, 'page-', Object.keys(resolveTexts(content.question, form.locale, {}).pages));
  const groups = Object.entries({ labels, reasons, pages }).filter(([, group]) => Object.keys(group).length > 0);
  return { ...words, ...Object.fromEntries(groups) } as OwnTexts;
}

/** Fields of a prefix that hold something, by the rest of their name. */
function given(form: WordsForm, prefix: string, names: readonly string[]): Record<string, string> {
  const found = names.map((name) => [name, form[prefix + name]] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** What holds in every language. The words of new answers and reasons are put into `own`. */
function structureOf({ question, reasons }: Content, form: WordsForm, own: OwnTexts): Partial<Content> {
  const added = form.newReason.filter(Boolean).map((label) => ({ label, id: newId(label, reasons) }));
  if (added.length > 0)
    own.reasons = { ...own.reasons, ...Object.fromEntries(added.map(({ id, label }) => [id, label])) };
  const structure = {
    reasons: [...new Set([...form.offered, ...added.map(({ id }) => id)])],
    asksComment: form.asksComment !== undefined,
  };
  return question.kind === 'choice' ? { ...structure, question: choiceOf(question, form, own) } : structure;
}

/** The answers of a custom choice: a row without a word is gone, a row without an id is new. */
function choiceOf(question: Question, form: WordsForm, own: OwnTexts): Question {
  const taken = form.optionId.filter(Boolean);
  const options: { id: string; band: Band }[] = [];
  own.labels = {};
  form.option.forEach((label, i) => {
    if (!label) return;
    const id = form.optionId[i] || newId(label, taken);
    taken.push(id);
    own.labels![id] = label;
    options.push({ id, band: BANDS.find((band) => band === form.band[i]) ?? 'middle' });
  });
  return { ...question, options, points: options.length };
}

/** An id that links and exports can carry, made from the label: `Not at all` becomes `not-at-all`. */
function newId(label: string, taken: readonly string[]): string {
  const slug = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 20);
  const base = OPTION_ID.test(slug) ? slug : 'own';
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** The words of one language as fields: what the operator wrote, with the ready text where nothing is. */
export function wordsView(content: Content, locale: string) {
  const { question, texts, defaultLocale } = content;
  const ready = resolveTexts(question, locale, {});
  const own = texts[locale] ?? {};
  const fallback = resolveTexts(question, defaultLocale, texts);
  const isOwnLanguage = locale === defaultLocale;
  const hasEnds = question.appearance === 'numbers';
  const names = (Object.keys(WORD_LABELS) as Word[]).filter((name) => hasEnds || (name !== 'low' && name !== 'high'));
  return {
    locale,
    isOwnLanguage,
    locales: [...new Set([...localesOf(content), locale])].map((name) => ({
      name,
      isChosen: name === locale,
    })),
    words: names.map((name) => ({
      name,
      label: WORD_LABELS[name],
      value: own[name] ?? '',
      ready: ready[name] || fallback[name],
    })),
    labels: optionsOf(question)
      .filter(({ id }) => ready.labels[id] ?? fallback.labels[id])
      .map(({ id }) => ({
        id,
        label: fallback.labels[id],
        value: own.labels?.[id] ?? '',
        ready: ready.labels[id] ?? '',
      })),
    rows: question.kind === 'choice' && isOwnLanguage ? optionRows(question, fallback.labels) : null,
    reasons: reasonRows(content, locale),
    newReasons: isOwnLanguage ? Array.from({ length: NEW_REASONS }, (_, i) => i + 1) : [],
    asksComment: content.asksComment,
    pages: Object.entries(ready.pages).map(([name, text]) => ({
      name,
      ready: text,
      value: own.pages?.[name as keyof typeof ready.pages] ?? '',
    })),
  };
}

function optionRows({ options = [] }: Question, labels: Record<string, string>) {
  return Array.from({ length: MOST_OPTIONS }, (_, i) => {
    const option = options[i];
    const chosen = option?.band ?? 'middle';
    return {
      number: i + 1,
      id: option?.id ?? '',
      label: option ? labels[option.id] : '',
      bands: BANDS.map((id) => ({ id, label: BAND_LABELS[id], isChosen: id === chosen })),
    };
  });
}

function reasonRows({ question, reasons, texts, defaultLocale }: Content, locale: string) {
  const ready = resolveTexts(question, locale, {}).reasons;
  const fallback = resolveTexts(question, defaultLocale, texts).reasons;
  return [...new Set([...reasons, ...Object.keys(fallback)])].map((id) => ({
    id,
    label: fallback[id] ?? id,
    value: texts[locale]?.reasons?.[id] ?? '',
    ready: ready[id] ?? '',
    isOffered: reasons.includes(id),
  }));
}
