import { z } from 'zod';
import type { Band, Question } from './question.js';
import { de } from './ready-texts/de.js';
import { en } from './ready-texts/en.js';
import { es } from './ready-texts/es.js';
import { fr } from './ready-texts/fr.js';
import { nl } from './ready-texts/nl.js';
import { pt } from './ready-texts/pt.js';
import type { PageTexts, ReadyTexts, SurveyTexts } from './ready-texts/ready-texts.js';

const READY: Record<string, ReadyTexts> = { en, de, fr, es, pt, nl };
export const READY_LOCALES = Object.keys(READY);
const RIGHT_TO_LEFT = new Set(['ar', 'he', 'fa', 'ur', 'ps', 'sd', 'yi', 'ckb', 'dv', 'ug']);

const text = z.string().trim().min(1).max(500);
const words = z.record(z.string().max(40), z.string().trim().min(1).max(80));

/** What an operator may replace, per locale: any text of the survey and any word of the pages around it. */
export const OwnTexts = z.strictObject({
  ...Object.fromEntries(
    [...Object.keys(en.shared), 'question', 'low', 'high']
      .filter((name) => name !== 'reasons')
      .map((name) => [name, text.optional()]),
  ),
  labels: words.optional(),
  reasons: words.optional(),
  pages: z.strictObject(Object.fromEntries(Object.keys(en.pages).map((name) => [name, text.optional()]))).optional(),
}) as z.ZodType<OwnTexts>;
export type OwnTexts = Partial<SurveyTexts> & { pages?: Partial<PageTexts> };

export const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/;
export const TextsByLocale = z.record(z.string().regex(LOCALE, 'As in de or pt-BR.'), OwnTexts);
export type TextsByLocale = z.infer<typeof TextsByLocale>;

export interface ResolvedTexts extends SurveyTexts {
  locale: string;
  dir: 'ltr' | 'rtl';
  pages: PageTexts;
}

/** The language of a locale: `pt` of `pt-BR`. */
export function languageOf(locale: string): string {
  return locale.split('-')[0]!.toLowerCase();
}

export function directionOf(locale: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(languageOf(locale)) ? 'rtl' : 'ltr';
}

/**
 * The locale in which a survey speaks to somebody: the first wish that the operator wrote texts for or that is ready,
 * by exact name and then by language; else the survey's own.
 */
export function chooseLocale(
  wishes: readonly (string | null | undefined)[],
  own: TextsByLocale,
  fallback: string,
): string {
  for (const wish of wishes) {
    if (!wish) continue;
    const exact = Object.keys(own).find((locale) => locale.toLowerCase() === wish.toLowerCase());
    const language = languageOf(wish);
    const found =
      exact ??
      Object.keys(own).find((locale) => languageOf(locale) === language) ??
      (language in READY ? language : undefined);
    if (found) return found;
  }
  return fallback;
}

/** All texts in one locale: the operator's own first, then the ready ones of the language, then English. */
export function resolveTexts(question: Question, locale: string, own: TextsByLocale): ResolvedTexts {
  const ready = READY[languageOf(locale)] ?? en;
  const mine = own[locale] ?? own[languageOf(locale)] ?? {};
  const kind = ready.kinds[question.kind];
  const labels = { ...kind.labels(question.points), ...mine.labels };
  const { pages, ...texts } = mine;
  const { question: asked, low, high } = kind;
  return {
    ...ready.shared,
    question: asked,
    low,
    high,
    ...texts,
    labels,
    reasons: { ...ready.shared.reasons, ...mine.reasons },
    pages: { ...ready.pages, ...pages },
    locale,
    dir: directionOf(locale),
  };
}

/** The words of pages without a survey (an expired link), for a visitor's Accept-Language. */
export function pageTexts(acceptLanguage: string | undefined): { pages: PageTexts; locale: string } {
  const wishes = (acceptLanguage ?? '').split(',').map((part) => languageOf(part.split(';')[0]!.trim()));
  const ready = READY[wishes.find((wish) => wish in READY) ?? 'en'] ?? en;
  return { pages: ready.pages, locale: ready.locale };
}

/** Fills `{company}` and `{agent}`. Any other brace stays as it is. */
export function fill(template: string, values: { company: string; agent?: string | null }): string {
  return template
    .replaceAll('{company}', () => values.company)
    .replaceAll('{agent}', () => values.agent ?? values.company);
}

export function thanksFor(texts: ResolvedTexts, band: Band): string {
  return { low: texts.thanksLow, middle: texts.thanksMiddle, high: texts.thanksHigh }[band];
}
