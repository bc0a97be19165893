import type { DigestDocument, Item, Section, Tone } from './document.js';
import { CHART_SIZE } from './chart.js';
import { HOW_TO_READ } from './words.js';

/** Where the links of one reader's copy lead. Addresses are absolute. */
export interface ReaderLinks {
  page: string;
  unsubscribe: string;
  to(path: string): string;
  answer(itemKey: string, answer: 'accept' | 'dismiss' | 'useful' | 'not-useful'): string;
}

export interface MailView {
  document: DigestDocument;
  links: { page: string; unsubscribe: string };
  legend: string;
  sections: SectionView[];
}

export interface SectionView extends Omit<Section, 'items' | 'note'> {
  items: ItemView[];
  note: string | null;
}

export interface ItemView extends Omit<Item, 'links' | 'badge'> {
  badge: { text: string; color: string; background: string } | null;
  /** Content id of the picture in the mail. */
  picture: { cid: string; width: number; height: number; alt: string } | null;
  links: { label: string; url: string }[];
  answers: { label: string; url: string; isFirst: boolean }[];
}

/** Colours with a contrast of at least 4.5 to 1 on their background. */
const TONES: Record<Tone, { color: string; background: string }> = {
  alarm: { color: '#9b1c1c', background: '#fde8e8' },
  notice: { color: '#7a4a00', background: '#fdf0d5' },
  good: { color: '#11603a', background: '#def5e7' },
  calm: { color: '#3d4a5c', background: '#e9edf3' },
};

const ANSWERS = [
  ['Accept', 'accept'],
  ['Dismiss', 'dismiss'],
  ['Useful', 'useful'],
  ['Not useful', 'not-useful'],
] as const;

/** Adds to the document what differs per reader: addresses. Everything else is the same for all. */
export function mailView(document: DigestDocument, links: ReaderLinks): MailView {
  const sections = document.sections.map((section) => ({
    ...section,
    note: section.note ?? null,
    items: section.items.map((item) => itemView(item, links)),
  }));
  return { document, links: { page: links.page, unsubscribe: links.unsubscribe }, legend: HOW_TO_READ, sections };
}

function itemView(item: Item, links: ReaderLinks): ItemView {
  return {
    ...item,
    badge: item.badge ? { text: item.badge.text, ...TONES[item.badge.tone] } : null,
    picture: item.series ? { cid: pictureId(item.key), ...CHART_SIZE, alt: item.series.label } : null,
    links: item.links.map(({ label, path }) => ({ label, url: links.to(path) })),
    answers: item.answerable
      ? ANSWERS.map(([label, answer], i) => ({ label, url: links.answer(item.key, answer), isFirst: i === 0 }))
      : [],
  };
}

/** Safe in a header and a URL. */
export function pictureId(itemKey: string): string {
  return `${itemKey.replaceAll(/[^a-zA-Z0-9-]/g, '-')}@hearback`;
}
