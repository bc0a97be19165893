import type { Content } from '../../surveys/content.js';
import { textsOf } from '../../surveys/content.js';
import { type Option, optionsOf, type Question } from '../../surveys/question.js';
import type { PageTexts, SurveyTexts } from '../../surveys/ready-texts/ready-texts.js';
import { fill } from '../../surveys/texts.js';
import { type Symbol, symbolOf } from './symbols.js';

export interface OptionView {
  id: string;
  /** What is read out and shown: the number with the words of its end, or the word. */
  label: string;
  isNumber: boolean;
  symbol: Symbol | null;
  isChosen: boolean;
}

export interface QuestionView {
  question: string;
  locale: string;
  dir: 'ltr' | 'rtl';
  scaleClass: string;
  options: OptionView[];
  chosen: OptionView | null;
  low: string;
  high: string;
  hasEnds: boolean;
  texts: SurveyTexts;
  pages: PageTexts;
}

export interface Asker {
  company: string;
  agent: string | null;
}

/** All that a page shows of one question in one language, with the option that a link preselected. */
export function questionView(content: Content, locale: string, asker: Asker, chosenId: string | null): QuestionView {
  const texts = textsOf(content, locale);
  const { question } = content;
  const filled = (text: string) => fill(text, asker);
  const all = optionsOf(question);
  const options = all.map((option, i) =>
    optionView(question, texts, { option, place: i, count: all.length, chosenId }),
  );
  return {
    question: filled(texts.question),
    locale: texts.locale,
    dir: texts.dir,
    scaleClass: scaleClass(question, all.length),
    options,
    chosen: options.find(({ isChosen }) => isChosen) ?? null,
    low: texts.low,
    high: texts.high,
    hasEnds: question.appearance === 'numbers',
    texts,
    pages: texts.pages,
  };
}

interface Place {
  option: Option;
  place: number;
  count: number;
  chosenId: string | null;
}

function optionView(
  { appearance }: Question,
  texts: SurveyTexts,
  { option, place, count, chosenId }: Place,
): OptionView {
  const isNumber = appearance === 'numbers';
  const word = texts.labels[option.id] ?? option.id;
  const end = place === 0 ? texts.low : place === count - 1 ? texts.high : null;
  const label = !isNumber ? word : end ? `${option.id}, ${end}` : option.id;
  return {
    id: option.id,
    label,
    isNumber,
    symbol: symbolOf(appearance, place, count, option.band),
    isChosen: option.id === chosenId,
  };
}

function scaleClass({ appearance }: Question, count: number): string {
  if (appearance === 'numbers') return `scale numbers n${count}`;
  return appearance === 'labels' ? 'scale words' : `scale words faces n${count}`;
}
