import { findAddresses } from './addresses.js';
import { findBirthDates } from './birth-dates.js';
import { findCards } from './cards.js';
import { findEmails } from './emails.js';
import { findIbans } from './ibans.js';
import { findIps, findMacs } from './ips.js';
import { findNationalIds } from './national-ids.js';
import { findPersons } from './persons/persons.js';
import { findPhones } from './phones.js';
import { findSecretUrls } from './secret-urls.js';
import { findSecrets } from './secrets.js';
import { findWallets } from './wallets.js';
import { PERSONAL_TYPES, type PersonalSpan, type PersonalType } from './span.js';

export type { PersonalSpan, PersonalType } from './span.js';

export interface MaskOptions {
  knownNames?: readonly string[] | undefined;
  defaultCountry?: string | undefined;
}

export interface Masked {
  masked: string;
  spans: PersonalSpan[];
}

const PLACEHOLDER = new RegExp(`\\[(${PERSONAL_TYPES.join('|')})_(\\d{1,9})\\]`, 'g');

/**
 * Replaces personal data by typed placeholders, numbered by first appearance; equal values of one type share a number within the
 * text. Which value a number stood for is not returned and not kept. Placeholders already in the text are left alone and their
 * numbers are not given out again.
 */
export function maskPersonalData(text: string, options: MaskOptions = {}): Masked {
  const spans = findPersonalData(text, options);
  return { masked: spans.length === 0 ? text : replaceSpans(text, spans), spans };
}

/** What is personal in a text: ascending, not overlapping. Where kinds overlap, the more specific one (earlier in the list) wins. */
export function findPersonalData(text: string, options: MaskOptions = {}): PersonalSpan[] {
  const taken = new Taken(text);
  const finders: (() => PersonalSpan[])[] = [
    () => findSecretUrls(text),
    () => findSecrets(text),
    () => findEmails(text),
    () => findIbans(text),
    () => findCards(text),
    () => findNationalIds(text),
    () => findWallets(text),
    () => findMacs(text),
    () => findIps(text),
    () => findBirthDates(text),
    () => findPhones(text, options.defaultCountry),
    () => findAddresses(text),
    () => findPersons(text, options.knownNames ?? []),
  ];
  for (const find of finders) taken.add(find());
  return taken.spans.sort((a, b) => a.start - b.start);
}

const PARTIAL: ReadonlySet<PersonalType> = new Set<PersonalType>(['ADDRESS', 'PERSON', 'SECRET', 'URL']);

/** Spans so far and a map of the characters they cover; existing placeholders count as covered. */
class Taken {
  readonly spans: PersonalSpan[] = [];
  private readonly covered: Uint8Array;

  constructor(private readonly text: string) {
    this.covered = new Uint8Array(text.length);
    if (text.includes('['))
      for (const match of text.matchAll(PLACEHOLDER)) this.covered.fill(1, match.index, match.index + match[0].length);
  }

  /** Adds what is free. A number that is covered in part was misread; of an address or a name the free beginning is kept. */
  add(spans: readonly PersonalSpan[]): void {
    for (const span of spans) {
      const free = this.freePart(span);
      if (!free) continue;
      this.covered.fill(1, free.start, free.end);
      this.spans.push(free);
    }
  }

  private freePart({ start: from, end: to, type }: PersonalSpan): PersonalSpan | null {
    let start = from;
    let end = to;
    while (start < end && this.covered[start]) start++;
    while (end > start && this.covered[end - 1]) end--;
    const clash = this.covered.subarray(start, end).indexOf(1);
    if (clash < 0 && end > start && end - start === to - from) return { start, end, type };
    if (clash >= 0) end = start + clash;
    return end > start && this.mayBePartial(type, start, end) ? { start, end, type } : null;
  }

  /** What is left of an address without its number is no address any more. */
  private mayBePartial(type: PersonalType, start: number, end: number): boolean {
    return PARTIAL.has(type) && (type !== 'ADDRESS' || /\d/.test(this.text.slice(start, end)));
  }
}

function replaceSpans(text: string, spans: readonly PersonalSpan[]): string {
  const numbers = new Map<string, number>();
  const next = highestNumbers(text);
  let result = '';
  let from = 0;
  for (const { start, end, type } of spans) {
    const key = `${type}:${sameness(text.slice(start, end), type)}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = (next.get(type) ?? 0) + 1;
      next.set(type, number);
      numbers.set(key, number);
    }
    result += `${text.slice(from, start)}[${type}_${number}]`;
    from = end;
  }
  return result + text.slice(from);
}

function highestNumbers(text: string): Map<string, number> {
  const highest = new Map<string, number>();
  if (!text.includes('[')) return highest;
  for (const match of text.matchAll(PLACEHOLDER))
    highest.set(match[1]!, Math.max(highest.get(match[1]!) ?? 0, Number(match[2])));
  return highest;
}

/** What two spellings of one value have in common. */
function sameness(value: string, type: PersonalType): string {
  if (type === 'CARD' || type === 'PHONE') return value.replace(/\D/g, '');
  if (type === 'IBAN' || type === 'NATIONAL_ID') return value.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  return type === 'SECRET' || type === 'URL' || type === 'WALLET' ? value : value.toLowerCase().replace(/\s+/g, ' ');
}
