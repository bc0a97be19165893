import { dot, gather, type Matrix, row } from '../../embedding/matrix.js';
import { ASSIGN_AT } from '../lifecycle/assign-online.js';
import { centreOf } from './vectors-of-feedback.js';

/** What becomes of a help-desk tag as the seed of a theme. */
export type TagVerdict = 'sound' | 'few' | 'broad' | 'known';

export interface TagMessages {
  vectors: Matrix;
  customers: number;
  /** Theme of each message, by row; null: in none. */
  themes: readonly (string | null)[];
}

export interface TagReading {
  verdict: TagVerdict;
  centre: Float32Array;
  /** Cosine with the centre at which a message belongs to the tag's theme. */
  assignAt: number;
  /** Share of the messages that would be assigned to a theme with this centre. */
  coherence: number | null;
  /** The theme that holds most of the messages, and its share of them. */
  theme: { id: string; share: number } | null;
}

/** Fewer messages or customers say too little of what a tag means. */
const LEAST_MESSAGES = 10;
const LEAST_CUSTOMERS = 3;
/** A tag whose messages a theme would mostly not take is about several things ("billing", "bug", "vip"). */
const LEAST_COHERENCE = 0.6;
/** Most of its messages in one theme: the theme is there already. */
const KNOWN_SHARE = 0.6;

/** Whether the messages of a tag say one thing, in so many words that a theme could begin with them. */
export function readTag({ vectors, customers, themes }: TagMessages, assignAt = ASSIGN_AT): TagReading {
  const first = centreOf(vectors);
  const near = Array.from({ length: vectors.rows }, (_, i) => i).filter((i) => dot(row(vectors, i), first) >= assignAt);
  const coherence = vectors.rows > 0 ? near.length / vectors.rows : null;
  // Weak labels are wrong now and then: the centre is taken again from the messages that agree.
  const centre = near.length > 0 ? centreOf(gather(vectors, near)) : first;
  const theme = mostFrequent(themes);
  const isFew = vectors.rows < LEAST_MESSAGES || customers < LEAST_CUSTOMERS;
  const isKnown = theme !== null && theme.share >= KNOWN_SHARE;
  const isBroad = (coherence ?? 0) < LEAST_COHERENCE;
  const verdict = isFew ? 'few' : isKnown ? 'known' : isBroad ? 'broad' : 'sound';
  return { verdict, centre, assignAt, coherence, theme };
}

/** "billing_late-refund" reads "Billing late refund". */
export function labelOfTag(tag: string): string {
  const words = tag
    .replace(/[_\-/:.]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1, 120);
}

function mostFrequent(themes: readonly (string | null)[]): TagReading['theme'] {
  const groups = Map.groupBy(
    themes.filter((id) => id !== null),
    (id) => id,
  );
  const [most] = [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  return most ? { id: most[0], share: most[1].length / themes.length } : null;
}
