import { NotFoundException } from '@nestjs/common';
import type { PageData } from '../../platform/pages/pages.js';
import type { DigestDocument, Item } from '../rendering/document.js';
import type { Answered, ItemAnswer } from './answers.service.js';

const QUESTIONS: Record<ItemAnswer['answer'], { question: string; label: string; done: string }> = {
  accept: {
    question: 'Accept this as something to do?',
    label: 'Accept',
    done: 'Accepted: it is on your list of actions.',
  },
  dismiss: { question: 'Dismiss this?', label: 'Dismiss', done: 'Dismissed.' },
  useful: { question: 'Was this useful?', label: 'Yes, useful', done: 'Thank you. Items like this go up.' },
  'not-useful': { question: 'Was this not useful?', label: 'Not useful', done: 'Thank you. Items like this go down.' },
};

/** The page that asks before it answers, and the one that says what was done. */
export function answerView(
  item: Item,
  answer: ItemAnswer['answer'],
  root: string,
  answered: Answered | null,
): PageData {
  const words = QUESTIONS[answer];
  return {
    title: words.question,
    question: words.question,
    label: words.label,
    done: answered ? words.done : null,
    item: { key: item.key, title: item.title },
    answer,
    asksReason: answer === 'dismiss' || answer === 'not-useful',
    action: `${root}/answer`,
    back: root,
  };
}

/** Weekly values of the item with this key. */
export function chartOf(document: DigestDocument, key: string): number[] {
  const series = document.sections.flatMap((section) => section.items).find((item) => item.key === key)?.series;
  if (!series) throw new NotFoundException({ code: 'chart.not-found', message: 'There is no such chart.' });
  return series.values;
}
