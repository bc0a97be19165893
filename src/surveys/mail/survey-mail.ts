import type { Palette } from '../surveys/palette.js';
import { questionView } from '../answering/pages/answer-view.js';
import type { Content } from '../surveys/content.js';
import type { Appearance } from '../surveys/question.js';
import { fill } from '../surveys/texts.js';

/** Characters of the oldest emoji fonts, so that every mail client has them without an image; a word always stands beside them. */
const GLYPHS: Partial<Record<Appearance, Record<number, string[]>>> = {
  smileys: { 2: ['😞', '😀'], 3: ['😞', '😐', '😀'], 5: ['😞', '😕', '😐', '😊', '😀'] },
  thumbs: { 2: ['👎', '👍'] },
};

export interface MailInput {
  content: Content;
  locale: string;
  company: string;
  agent: string | null;
  /** What the question is about, such as the subject of the ticket. */
  about: string | null;
  palette: Palette;
  logo: string | null;
  linkOf: (optionId?: string) => string;
  unsubscribeUrl: string;
  isReminder: boolean;
}

/** All that the templates of the mail need. Rows of at most six keep every target wide enough for a thumb at 320 px. */
export function mailView(input: MailInput) {
  const { content, locale, company, agent, linkOf, isReminder } = input;
  const view = questionView(content, locale, { company, agent }, null);
  const { appearance } = content.question;
  const options = view.options.map((option, i) => ({
    ...option,
    url: linkOf(option.id),
    glyph: glyphOf(appearance, i, view.options.length),
  }));
  const isNumbers = appearance === 'numbers';
  return {
    ...input,
    title: fill(isReminder ? view.texts.reminderSubject : view.texts.mailSubject, { company, agent }),
    view,
    isNumbers,
    isSideways: !isNumbers && options.every(({ glyph }) => glyph !== null),
    rows: isNumbers ? inRows(options, options.length > 7 ? 6 : 7) : [options],
    share: Math.floor(100 / options.length),
    pageUrl: linkOf(),
    trapUrl: linkOf('-'),
    why: fill(view.texts.mailWhy, { company, agent }),
    end: isRightToLeft(view.dir) ? 'left' : 'right',
    start: isRightToLeft(view.dir) ? 'right' : 'left',
  };
}

function glyphOf(appearance: Appearance, place: number, count: number): string | null {
  if (appearance === 'stars') return '★'.repeat(place + 1);
  return GLYPHS[appearance]?.[count]?.[place] ?? null;
}

function inRows<T>(items: T[], width: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, i) => items.slice(i * width, (i + 1) * width));
}

function isRightToLeft(dir: string): boolean {
  return dir === 'rtl';
}
