import type { ShareFacts } from '../facts/digest-facts.js';

/** Below this many, a share is told as a count only: its interval would say nothing. */
export const SMALL_SAMPLE = 10;

/** Stands under every digest, for those who do not read intervals daily. */
export const HOW_TO_READ =
  'How to read the numbers: “62 % (48–74 %, n = 55)” is 62 % of 55; with so few, the true share most likely lies between 48 and 74 %. ' +
  'What is usual is taken from the weeks before, and only what chance alone would hardly bring is told as a change.';

const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** `1,204`; below ten one decimal where there is one: `3.4`. */
export function number(value: number): string {
  return Math.abs(value) < 10 ? FINE.format(value) : WHOLE.format(value);
}

export function count(value: number, one: string, many: string): string {
  return `${WHOLE.format(value)} ${value === 1 ? one : many}`;
}

export function contacts(value: number): string {
  return count(value, 'contact', 'contacts');
}

export function messages(value: number): string {
  return count(value, 'message', 'messages');
}

export function customers(value: number): string {
  return count(value, 'customer', 'customers');
}

/** `62 % (48–74 %, n = 55)`, or `3 of 7` for a small sample. */
export function share({ count: hits, n, low, high }: ShareFacts): string {
  if (n < SMALL_SAMPLE || low === null || high === null) return `${hits} of ${n}`;
  return `${percent(hits / n)} (${WHOLE.format(low * 100)}–${percent(high)}, n = ${WHOLE.format(n)})`;
}

export function percent(value: number): string {
  return `${WHOLE.format(value * 100)} %`;
}

/** `about 4 times`, `about a third more`; null when the base is too small to speak of a multiple. */
export function times(observed: number, expected: number): string | null {
  if (expected < 1) return null;
  const ratio = observed / expected;
  if (ratio >= 1.75) return `about ${number(Math.round(ratio * 2) / 2)} times`;
  return null;
}

/** `where 9 are usual`, `where less than one is usual`. */
export function usualWords(expected: number): string {
  if (expected < 1) return 'where less than one is usual';
  return `where ${number(expected)} ${number(expected) === '1' ? 'is' : 'are'} usual`;
}

export function sentenceList(parts: string[]): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** A quote no longer than two lines, cut at a word. */
export function shorten(text: string, most: number): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain.length <= most) return plain;
  return `${plain.slice(0, most).replace(/\s+\S*$/, '')} …`;
}

/** `18 November`. */
export function day(iso: string, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: zone }).format(new Date(iso));
}
