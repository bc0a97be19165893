import type { Item, Section } from './document.js';

/** Most items of a section: what fits on one screen. */
const MOST_ITEMS = 5;

/** A section that shows what fits on one screen, and says how many more there are; `empty` is said when there is nothing. */
export function section(key: string, title: string, items: Item[], empty: string | null): Section {
  return {
    key,
    title,
    items: items.slice(0, MOST_ITEMS),
    empty: items.length ? null : empty,
    more: Math.max(0, items.length - MOST_ITEMS),
  };
}

/** An item without picture, quotes or buttons. */
export function plainItem(key: string, title: string, sentence: string, details: string[] = []): Item {
  return {
    key,
    subject: { kind: 'none', id: null },
    title,
    badge: null,
    sentence,
    details,
    quotes: [],
    series: null,
    status: null,
    links: [],
    answerable: false,
  };
}
