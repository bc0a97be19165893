import { CLOSING, GREETING, STRONG_INTRO, WEAK_INTRO } from './person-introductions.js';
import type { PersonalSpan } from './span.js';
import { type Word, isListedName, isPlainWord, toWords } from './words.js';

const PARTICLES = new Set(
  'van von der den de da di do dos das del della la le los ten ter bin ibn al el zu zum zur af av du'.split(' '),
);
const SUFFIXES = new Set('jr sr ii iii iv md phd dds esq mba cpa'.split(' '));
const TITLES = new Set(
  'mr mrs ms miss dr prof professor herr frau fr mme mlle monsieur señor señora sr sra srta doña signor signora sig dott mevr pan pani sayın г-н г-жа'.split(
    ' ',
  ),
);
/** "flights to Sydney", "born in Jordan": a single listed name after these is rather a place. */
const PLACE_BEFORE = new Set(
  'in to from at near of visit visiting via around through toward towards into outside leaving en à au aus nach von bei di a em na för till i'.split(
    ' ',
  ),
);
const MAX_WORDS = 4;

interface Scan {
  text: string;
  words: readonly Word[];
  taken: Uint8Array;
}

/** Person names: known ones anywhere; else by what introduces them, by greeting and signature position, and by the name list. */
export function findPersons(text: string, knownNames: readonly string[] = []): PersonalSpan[] {
  const words = toWords(text);
  const scan: Scan = { text, words, taken: new Uint8Array(words.length) };
  const ranges = [
    ...knownPersons(scan, knownNames),
    ...introduced(scan, STRONG_INTRO, 'strong'),
    ...introduced(scan, GREETING, 'greeting'),
    ...introduced(scan, CLOSING, 'signature'),
    ...introduced(scan, WEAK_INTRO, 'weak'),
    ...titled(scan),
    ...listed(scan),
  ];
  return [...ranges, ...repeated(scan, ranges)].map(([first, last]) => toSpan(words, first, last));
}

/** Word indexes, last inclusive. */
type Range = [first: number, last: number];

function toSpan(words: readonly Word[], first: number, last: number): PersonalSpan {
  return { start: words[first]!.start, end: words[last]!.end, type: 'PERSON' };
}

function take(scan: Scan, first: number, last: number): Range {
  scan.taken.fill(1, first, last + 1);
  return [first, last];
}

/** Index of the first word that starts at or after an offset. */
function wordAt(words: readonly Word[], offset: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Position = 'strong' | 'weak' | 'greeting' | 'signature';

function introduced(scan: Scan, pattern: RegExp, position: Position): Range[] {
  const ranges: Range[] = [];
  for (const match of scan.text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const at = wordAt(scan.words, end);
    const word = scan.words[at];
    if (!word || scan.taken[at] || /[^\s"'“(*.]/.test(scan.text.slice(end, word.start)) || word.start - end > 4)
      continue;
    const first = TITLES.has(word.lower) ? at + 1 : at;
    const last = nameEnd(scan, first, position);
    if (last >= first && isAcceptable(scan, first, last, position)) ranges.push(take(scan, first, last));
  }
  return ranges;
}

/** Index of the last word of the name that starts at `first`; first - 1 when no name starts there. */
function nameEnd(scan: Scan, first: number, position: Position): number {
  const mayBeLower = position === 'strong';
  let last = first - 1;
  for (let at = first; at < Math.min(scan.words.length, first + MAX_WORDS + 1); at++) {
    const word = scan.words[at]!;
    if (at > first && !word.joins) break;
    if (scan.taken[at]) break;
    const isName = word.isCapital
      ? !(isPlainWord(word) && !(at === first && position !== 'weak' && isNameInPosition(word)))
      : mayBeLower && !isPlainWord(word) && (at === first || isListedName(word) || at === first + 1);
    if (isName || (at > first && SUFFIXES.has(word.lower))) last = at;
    else if (!(PARTICLES.has(word.lower) && at > first)) break;
  }
  return last;
}

/** "Dear Will": in these places a word that is also a name is one. */
function isNameInPosition(word: Word): boolean {
  return (
    !/^(?:all|team|sir|madam|support|everyone|folks|customer|there|service|help|hello|hi|sirs|friend|friends|guys|admin|user|community|manager|the|please|thanks|i|my|we|your|mr|mrs|dr|and|und|et)$/.test(
      word.lower,
    ) && isListedOrWordName(word)
  );
}

function isListedOrWordName(word: Word): boolean {
  return word.text.length > 1 && !/^(?:i|a|the|my|we|you|it|is|to|for|in|on|at|of)$/.test(word.lower);
}

function isAcceptable(scan: Scan, first: number, last: number, position: Position): boolean {
  const words = scan.words.slice(first, last + 1);
  const isListed = words.some(isListedName);
  if (position === 'strong') return isListed || words[0]!.isCapital || words.length <= 3;
  if (position === 'weak') return isListed && (words[0]!.isCapital || isListedName(words[0]!));
  const after = scan.text.slice(words.at(-1)!.end, words.at(-1)!.end + 2);
  const endsPart = /^\s?(?:[,.!\n:;)-]|$)/.test(after) || after === '';
  if (position === 'greeting') return isListed || endsPart;
  return endsPart && words.length <= MAX_WORDS && (isListed || words.every((word) => !isPlainWord(word)));
}

/** "Mr. Tanaka", "Frau Schäfer": the title takes what follows when it is capitalised or listed. */
function titled(scan: Scan): Range[] {
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    const next = scan.words[at + 1];
    if (!TITLES.has(word.lower) || !next?.joins || scan.taken[at + 1]) return;
    if (!next.isCapital && !isListedName(next)) return;
    const last = nameEnd(scan, at + 1, 'strong');
    if (last > at && !(isPlainWord(next) && !next.isCapital)) ranges.push(take(scan, at + 1, Math.min(last, at + 3)));
  });
  return ranges;
}

/** Names of the list, with the capitalised words that belong to them; alone they need a place where a capital means something. */
function listed(scan: Scan): Range[] {
  const ranges: Range[] = [];
  const shouts = scan.words.filter((word) => word.isAllCapitals).length * 2 > scan.words.length;
  for (let at = 0; at < scan.words.length; at++) {
    const word = scan.words[at]!;
    if (!word.isCapital || scan.taken[at] || !isListedName(word) || (shouts && word.isAllCapitals)) continue;
    const last = extend(scan, at);
    if (last > at || isPersonAlone(scan, at)) ranges.push(take(scan, at, last));
    at = Math.max(at, last);
  }
  return ranges;
}

/** Family names, initials, particles and suffixes after a given name. */
function extend(scan: Scan, at: number): number {
  let last = at;
  for (let next = at + 1; next < Math.min(scan.words.length, at + MAX_WORDS + 1); next++) {
    const word = scan.words[next]!;
    if (!word.joins || scan.taken[next]) break;
    const isInitial = word.text.length === 1 && word.isCapital && word.text !== 'I';
    if (SUFFIXES.has(word.lower) || (word.isCapital && (isInitial || !isPlainWord(word)))) last = next;
    else if (!PARTICLES.has(word.lower)) break;
  }
  return last;
}

function isPersonAlone(scan: Scan, at: number): boolean {
  const word = scan.words[at]!;
  const before = scan.words[at - 1];
  const after = scan.words[at + 1];
  const tail = scan.text.slice(word.end, word.end + 2);
  if (word.isAllCapitals && word.text.length < 4) return false;
  if (before && word.joins && (PLACE_BEFORE.has(before.lower) || (before.isCapital && !before.opens)))
    return /^['’]s/.test(tail);
  if (!word.opens) return true;
  if (/^(?:,|['’]|:)/.test(tail)) return true;
  return after !== undefined && after.joins && ACTS.has(after.lower);
}

/** What people do: after a capitalised name at the start of a sentence these make it a person. */
const ACTS = new Set(
  'is was has had said says will would can could went lives lived told asked just does did listed shouted and wrote called works worked came wants wanted needs likes loves thinks thought knows knew got gave made took sent explained helped answered replied never always also does doesn isn wasn'.split(
    ' ',
  ),
);

function knownPersons(scan: Scan, knownNames: readonly string[]): Range[] {
  const known = new Set(
    knownNames.slice(0, 200).flatMap((name) => toWords(name.slice(0, 200)).map((word) => word.lower)),
  );
  return wordsAmong(
    scan,
    (word) => known.has(word.lower) && (word.isCapital || !isPlainWord(word)) && word.text.length > 1,
  );
}

/** A name found once is masked wherever its words stand capitalised again. */
function repeated(scan: Scan, ranges: readonly Range[]): Range[] {
  const found = new Set<string>();
  for (const [first, last] of ranges) {
    for (let at = first; at <= last; at++) {
      const word = scan.words[at]!;
      if (word.text.length > 2 && !PARTICLES.has(word.lower) && !isPlainWord(word)) found.add(word.lower);
    }
  }
  return found.size === 0
    ? []
    : wordsAmong(scan, (word) => found.has(word.lower) && (word.isCapital || word.lower === word.text));
}

function wordsAmong(scan: Scan, accept: (word: Word) => boolean): Range[] {
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
