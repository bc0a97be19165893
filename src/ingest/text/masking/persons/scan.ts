import type { PersonalSpan } from '../span.js';
import { type Word, toWords } from './words.js';

/** One text while its names are looked for. */
export interface Scan {
  text: string;
  words: readonly Word[];
  /** 1 for every word that belongs to a name found so far. */
  taken: Uint8Array;
}

/** Word indexes, last inclusive. */
export type Range = [first: number, last: number];

export const PARTICLES: ReadonlySet<string> = new Set(
  'van von der den de da di do dos das del della la le los ten ter bin ibn al el zu zum zur af av du'.split(' '),
);
export const SUFFIXES: ReadonlySet<string> = new Set('jr sr ii iii iv md phd dds esq mba cpa'.split(' '));
/** Longest name in words behind its first: "Maria del Carmen Ruiz Soto". */
export const MAX_WORDS = 4;

export function scanOf(text: string): Scan {
  const words = toWords(text);
  return { text, words, taken: new Uint8Array(words.length) };
}

export function take(scan: Scan, first: number, last: number): Range {
  scan.taken.fill(1, first, last + 1);
  return [first, last];
}

export function toSpan({ words }: Scan, [first, last]: Range): PersonalSpan {
  return { start: words[first]!.start, end: words[last]!.end, type: 'PERSON' };
}

/** Index of the first word that starts at or after an offset. */
export function wordAt(words: readonly Word[], offset: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every free word that is accepted; neighbours become one range. */
export function takeAll(scan: Scan, accept: (word: Word) => boolean): Range[] {
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    if (scan.taken[at] || !accept(word)) return;
    const previous = ranges.at(-1);
    if (previous && previous[1] === at - 1 && word.joins) previous[1] = at;
    else ranges.push([at, at]);
    scan.taken[at] = 1;
  });
  return ranges;
}

const ENGLISH = new Set(
  'the is i my to a and of you was it for in this that have with not on but his her are here as can please why so at by from be will he she we they me am how what just do does if or an up your there out has had'.split(
    ' ',
  ),
);

/** Three function words, or one in five: short messages have few. */
export function isEnglish({ words }: Scan): boolean {
  const head = words.slice(0, 200);
  const count = head.filter((word) => ENGLISH.has(word.lower)).length;
  return count >= 3 || (count > 0 && count * 5 >= head.length);
}

const FOREIGN = new Set(
  'la le les des une est et pas ne je mon ma el los las que es en por mi il lo gli che non per di è der die das und ist nicht ich ein eine mit mein meine auf het een van niet mijn en de ik op och att jag inte på det er og ikke jeg min med się nie na jest moje o e os as não meu minha uma do da em ja ei on se že na'.split(
    ' ',
  ),
);

/** Two function words of other languages, and more of them than English ones. */
export function isForeign({ words }: Scan): boolean {
  const head = words.slice(0, 200);
  const foreign = head.filter((word) => FOREIGN.has(word.lower)).length;
  return foreign >= 2 && foreign > head.filter((word) => ENGLISH.has(word.lower)).length;
}
