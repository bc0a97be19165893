import type { Item, Section } from './document.js';

/** Most items of a section: what fits on one screen. */
const MOST_ITEMS = 5;
/** Most of the others that the page lists. */
const MOST_REST = 40;

/** A section that shows what fits on one screen and lists the rest; `empty` is said when there is nothing. */
export function section(
  key: string,
  title: string,
  items: Item[],
  { empty = null, note = null }: { empty?: string | null; note?: string | null } = {},
): Section {
  const others = items.slice(MOST_ITEMS);
  return {
    key,
    title,
    items: items.slice(0, MOST_ITEMS),
    empty: items.length ? null : empty,
    more: others.length,
    rest: others.slice(0, MOST_REST).map(({ title: name, sentence }) => ({ title: name, words: sentence })),
    note: items.length > 1 ? note : null,
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
