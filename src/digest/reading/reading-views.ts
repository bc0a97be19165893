import { NotFoundException } from '@nestjs/common';
import type { PageData } from '../../platform/pages/pages.js';
import { TONE_CLASSES } from '../actions/action-views.js';
import type { Delivery } from '../delivery/delivery.entity.js';
import type { Digest } from '../delivery/digest.entity.js';
import type { DigestDocument, Item } from '../rendering/document.js';
import { count, HOW_TO_READ } from '../rendering/words.js';
import type { Answered, ItemAnswer } from './answers.service.js';

type Answer = ItemAnswer['answer'];

const QUESTIONS: Record<Answer, { question: string; label: string; done: string }> = {
  accept: {
    question: 'Accept this as something to do?',
    label: 'Accept',
    done: 'Accepted: it is on your list of actions.',
  },
  dismiss: {
    question: 'Dismiss this?',
    label: 'Dismiss',
    done: 'Dismissed. It stays away until it has grown by half.',
  },
  useful: {
    question: 'Was this useful?',
    label: 'Yes, useful',
    done: 'Thank you. It stands higher in the next digests.',
  },
  'not-useful': {
    question: 'Was this not useful?',
    label: 'Not useful',
    done: 'Thank you. It stands lower in the next digests.',
  },
};

const BUTTONS: [Answer, string][] = [
  ['accept', 'Accept'],
  ['dismiss', 'Dismiss'],
  ['useful', 'Useful'],
  ['not-useful', 'Not useful'],
];

/** The page that asks before it answers, and the one that says what was done. */
export function answerView(item: Item, answer: Answer, root: string, answered: Answered | null): PageData {
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
    actionPath: null,
  };
}

interface Copy {
  document: DigestDocument;
  /** Address of this copy, under which charts and answers lie. */
  root: string;
  /** What this reader has answered: `item answer`. */
  given: ReadonlySet<string>;
  /** Members may follow links into the service. */
  member: boolean;
  isPreview?: boolean;
  held?: Digest['held'];
}

const HELD: Record<NonNullable<Digest['held']>, string> = {
  skipped: 'This was not sent: nothing was established, and the team wants silence then.',
  combined: 'This was not sent on its own: nothing was established, so it is told with the next one.',
};

/** A digest as a page: the frozen words with the addresses of this copy. */
export function digestView({ document, root, given, member, isPreview = false, held = null }: Copy): PageData {
  const itemView = (item: Item) => ({
    ...item,
    badge: item.badge ? { text: item.badge.text, tone: TONE_CLASSES[item.badge.tone] } : null,
    chart: item.series && !isPreview ? { url: `${root}/charts/${item.key}.svg`, alt: item.series.label } : null,
    links: member ? item.links.map((link) => ({ ...link, title: item.title })) : [],
    answers: item.answerable && !isPreview ? answersOf(item, given) : null,
  });
  const sections = document.sections.map(({ note = null, rest = [], ...section }) => {
    return { ...section, note, rest, items: section.items.map(itemView) };
  });
  const page = {
    title: document.title,
    document,
    sections,
    legend: HOW_TO_READ,
    answers: `${root}/answer`,
    member,
    isPreview,
  };
  return { ...page, held: held ? HELD[held] : null, ...NO_TOOLS };
}

const NO_TOOLS = { id: null, earlier: null, later: null, deliveries: null, deliverySummary: '' };

function answersOf({ key, title }: Item, given: ReadonlySet<string>) {
  return BUTTONS.map(([value, label], i) => {
    return { value, label, title, isFirst: i === 0, isGiven: given.has(`${key} ${value}`) };
  });
}

const STATE_TONES: Record<Delivery['state'], string> = {
  due: 'accent',
  sending: 'accent',
  handed_over: 'good',
  sent: 'good',
  failed: 'bad',
  unknown: 'warn',
};

/** Who got it, by name, with what became of each copy. */
export function deliveryRows(deliveries: Delivery[], nameOf: ReadonlyMap<string, string>) {
  return deliveries.map((delivery) => ({
    ...delivery,
    to: nameOf.get(delivery.recipient) ?? 'removed since',
    state: delivery.state === 'handed_over' ? 'in the outbox' : delivery.state,
    tone: STATE_TONES[delivery.state],
  }));
}

/** `5 changes, 1 new issue`: what a digest holds, for the archive. */
export function countsOf({ sections }: DigestDocument): string {
  const size = (key: string): number => {
    const section = sections.find((candidate) => candidate.key === key);
    return section ? section.items.length + section.more : 0;
  };
  const parts = [
    size('changed') && count(size('changed'), 'change', 'changes'),
    size('new') && count(size('new'), 'new issue', 'new issues'),
    size('gaps') && count(size('gaps'), 'missing article', 'missing articles'),
    size('loop') && count(size('loop'), 'decision followed', 'decisions followed'),
  ];
  return parts.filter(Boolean).join(', ') || 'Nothing established';
}

/** Weekly values of the item with this key. */
export function chartOf(document: DigestDocument, key: string): number[] {
  const series = document.sections.flatMap((section) => section.items).find((item) => item.key === key)?.series;
  if (!series) throw new NotFoundException({ code: 'chart.not-found', message: 'There is no such chart.' });
  return series.values;
}
