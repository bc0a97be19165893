import { CLOSING, GREETING, SPEECH_INTRO, STRONG_INTRO, WEAK_INTRO } from './person-introductions.js';
import type { PersonalSpan } from './span.js';
import { EVERYDAY_WORDS } from './everyday-words.js';
import { MORE_NAMES } from './name-list.js';
import {
  TITLES,
  type Word,
  isAnyName,
  isListedName,
  isNameEvenInLowerCase,
  isPlainWord,
  looksLikeFamilyName,
  toWords,
} from './words.js';

const PARTICLES = new Set(
  'van von der den de da di do dos das del della la le los ten ter bin ibn al el zu zum zur af av du'.split(' '),
);
const SUFFIXES = new Set('jr sr ii iii iv md phd dds esq mba cpa'.split(' '));
/** "flights to Sydney", "born in Jordan": a single listed name after these is rather a place. */
const PLACE_BEFORE = new Set(
  'in from near visit visiting via around through toward towards into outside leaving en à au aus nach von bei em på'.split(
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
    ...introduced(scan, SPEECH_INTRO, 'speech'),
    ...introduced(scan, WEAK_INTRO, 'weak'),
    ...titled(scan),
    ...listed(scan),
    ...unlisted(scan),
  ];
  ranges.push(...enumerated(scan));
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

type Position = 'strong' | 'title' | 'speech' | 'weak' | 'greeting' | 'signature';

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
  let last = first - 1;
  for (let at = first; at < Math.min(scan.words.length, first + MAX_WORDS + 1); at++) {
    const word = scan.words[at]!;
    if (scan.taken[at] || (at > first && !word.joins)) break;
    if (belongsToName(word, at - first, position)) last = at;
    else if (at === first || !PARTICLES.has(word.lower)) break;
  }
  return last;
}

/** Whether the word may stand `offset` words into a name that has been introduced. */
function belongsToName(word: Word, offset: number, position: Position): boolean {
  if (offset > 0 && (SUFFIXES.has(word.lower) || (word.isCapital && isAnyName(word)))) return true;
  if (word.isCapital && word.isAllCapitals && word.text.length < 5 && !isAnyName(word)) return false;
  if (word.isCapital)
    return (
      !isPlainWord(word) ||
      (offset === 0 && position !== 'weak' && isNameInPosition(word) && (position !== 'title' || isAnyName(word)))
    );
  if (offset === 0 || position === 'strong')
    return isNameEvenInLowerCase(word) || (position === 'strong' && offset < 2 && !isPlainWord(word));
  return isNameEvenInLowerCase(word) || looksLikeFamilyName(word);
}

const NEVER_ADDRESSED =
  /^(?:all|team|sir|madam|support|everyone|folks|customer|there|service|help|hello|hi|sirs|friends?|guys|admin|user|community|manager|the|please|thanks|i|a|my|we|you|it|is|to|for|in|on|at|of|your|mr|mrs|dr|and|und|et)$/;

/** "Dear Will": in these places a word that is also a name is one. */
function isNameInPosition(word: Word): boolean {
  return word.text.length > 1 && !NEVER_ADDRESSED.test(word.lower);
}

function isAcceptable(scan: Scan, first: number, last: number, position: Position): boolean {
  const words = scan.words.slice(first, last + 1);
  const isListed = words.some(isListedName);
  if (position === 'strong' || position === 'weak')
    return isListed || words[0]!.isCapital === (position === 'strong') || words.length === 2;
  const after = scan.text.slice(words.at(-1)!.end, words.at(-1)!.end + 2);
  const endsPart = after === '' || /^\s?(?:[,.!\n:;)-]|$)/.test(after);
  if (position === 'greeting') return isListed || endsPart;
  return endsPart && (isListed || words.every((word) => !isPlainWord(word) || isAnyName(word)));
}

/** "Mr. Tanaka", "Frau Schäfer": the title takes what follows when it is capitalised or listed, and is part of the name. */
function titled(scan: Scan): Range[] {
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    const next = scan.words[at + 1];
    if (!TITLES.has(word.lower) || !next?.joins || (word.isAllCapitals && scan.text[word.end] !== '.')) return;
    if (scan.taken[at + 1]) {
      ranges.push(take(scan, at, at));
      return;
    }
    if (!next.isCapital && !isAnyName(next)) return;
    const last = nameEnd(scan, at + 1, 'title');
    if (last > at) ranges.push(take(scan, at, Math.min(last, at + 4)));
  });
  return ranges;
}

/** Names of the list, with the words that belong to them; alone they need a place where a capital means something. */
function listed(scan: Scan): Range[] {
  const ranges: Range[] = [];
  const capitals = scan.words.filter((word) => word.isCapital).length;
  const shouts = scan.words.filter((word) => word.isAllCapitals).length * 2 > scan.words.length;
  for (let at = 0; at < scan.words.length; at++) {
    const word = scan.words[at]!;
    if (scan.taken[at] || (shouts && word.isAllCapitals)) continue;
    const stands = word.isCapital ? isListedName(word) : capitals === 0 && isNameEvenInLowerCase(word);
    if (!stands) continue;
    const first = withGivenName(scan, at);
    const last = extend(scan, at);
    if (last > first || isPersonAlone(scan, at)) ranges.push(take(scan, first, last));
    at = Math.max(at, last);
  }
  return ranges;
}

/** "Hope Jensen", "Sierra Lilja": a name that is a word as well, before a listed one. */
function withGivenName(scan: Scan, at: number): number {
  const before = scan.words[at - 1];
  if (!before || !scan.words[at]!.joins || scan.taken[at - 1] || !before.isCapital || !isAnyName(before)) return at;
  return !before.opens || MORE_NAMES.has(before.lower) || !isPlainWord(before) ? at - 1 : at;
}

/** Family names, initials, particles and suffixes after a given name. */
function extend(scan: Scan, at: number): number {
  const isLower = !scan.words[at]!.isCapital;
  const isWord = EVERYDAY_WORDS.has(scan.words[at]!.lower);
  let last = at;
  for (let next = at + 1; next < Math.min(scan.words.length, at + MAX_WORDS + 1); next++) {
    const word = scan.words[next]!;
    if (!word.joins || scan.taken[next]) break;
    if (isLower ? isNameEvenInLowerCase(word) || looksLikeFamilyName(word) : isFamilyPart(word, isWord)) last = next;
    else if (!PARTICLES.has(word.lower)) break;
  }
  return last;
}

/** After a given name that is a word as well ("Mark", "Rich") only what is itself a name: "Rich Text" is a menu. */
function isFamilyPart(word: Word, afterWord: boolean): boolean {
  if (SUFFIXES.has(word.lower)) return true;
  const isInitial = word.text.length === 1 && word.text !== 'I';
  if (!word.isCapital || isInitial) return word.isCapital;
  return afterWord ? isListedName(word) || looksLikeFamilyName(word) : isAnyName(word) || !isPlainWord(word);
}

function isPersonAlone(scan: Scan, at: number): boolean {
  const word = scan.words[at]!;
  if (word.isAllCapitals && word.text.length < 4) return false;
  const before = scan.words[at - 1];
  const tail = scan.text.slice(word.end, word.end + 2);
  if (EVERYDAY_WORDS.has(word.lower)) return /^(?:,|['’]s)/.test(tail) || ACTS.has(scan.words[at + 1]?.lower ?? '');
  if (before && word.joins && isPlaceAfter(scan, at)) return /^['’]s/.test(tail);
  return !(before && word.joins && before.isCapital && !before.opens && !isPlainWord(before));
}

/** What people do: after a capitalised word that may be a name these make it one. */
const ACTS = new Set(
  'is was has had said says went lives lived told asked does did shouted wrote called works worked came wants wanted needs likes loves thinks got gave made took sent explained helped answered replied never also and'.split(
    ' ',
  ),
);

/** "in Jordan", "flight to Sydney": the preposition, and for "to" and "at" what moves before it, makes it a place. */
function isPlaceAfter(scan: Scan, at: number): boolean {
  const before = scan.words[at - 1]!.lower;
  if (PLACE_BEFORE.has(before)) return true;
  return (before === 'to' || before === 'at') && MOVES.has(scan.words[at - 2]?.lower ?? '');
}

const MOVES = new Set(
  'go going went gone travel travelling traveling travelled fly flying flew flight flights trip trips ship shipped shipping ships shipment deliver delivered delivery move moved moving drive driving drove train bus ticket tickets live lived arrive arrived arrives relocate relocated transfer route back live stay stayed staying store shop branch office'.split(
    ' ',
  ),
);

/**
 * Names that no list holds. In English a capital inside a sentence, outside titles, is a proper noun; letters that English lacks or the
 * ending of a family name make it a person's, and so does a possession or a deed that only people have.
 */
function unlisted(scan: Scan): Range[] {
  if (!isEnglish(scan)) return [];
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    if (scan.taken[at] || !word.isCapital || word.isAllCapitals || isPlainWord(word) || word.text.length < 3) return;
    const next = scan.words[at + 1];
    const acts = next?.joins === true && DEEDS.has(next.lower);
    const owns = /^['’]s /.test(scan.text.slice(word.end, word.end + 3)) && BELONGINGS.has(next?.lower ?? '');
    const placed = at > 0 && word.joins && isPlaceAfter(scan, at);
    if (acts || owns || (!placed && (!word.opens || at === 0) && looksLikeFamilyName(word)))
      ranges.push(take(scan, withGivenName(scan, at), extend(scan, at)));
  });
  return ranges;
}

const DEEDS = new Set(
  'said says shouted told tells asked asks lives lived spent spoke wrote replied answered explained sang smiled laughed married listed'.split(
    ' ',
  ),
);
const BELONGINGS = new Set(
  'address phone number email account name birthday husband wife daughter son mother father brother sister card surname passport family friend house apartment'.split(
    ' ',
  ),
);
const ENGLISH = new Set(
  'the is i my to a and of you was it for in this that have with not on but his her are here as can please why so at by from be will he she we they me am how what just do does if or an up your there out has had'.split(
    ' ',
  ),
);

/** Three function words, or one in five: short messages have few. */
function isEnglish({ words }: Scan): boolean {
  const count = words.slice(0, 200).filter((word) => ENGLISH.has(word.lower)).length;
  return count >= 3 || (count > 0 && count * 5 >= Math.min(words.length, 200));
}

/** "Olga, Priit and Walker": what is enumerated with a person is a person. Looks at both sides of every name found so far. */
function enumerated(scan: Scan): Range[] {
  const ranges: Range[] = [];
  const tryWord = (at: number, from: number, to: number): void => {
    const word = scan.words[at];
    if (!word || scan.taken[at] || !word.isCapital || !(isAnyName(word) || !isPlainWord(word))) return;
    const between = scan.text.slice(scan.words[from]!.end, scan.words[to]!.start);
    if (
      /^(?:,| and | & |, and | und | et | y | og | och | en | i )\s?$/.test(between) &&
      /^(?:,| and |\.|:|$)/.test(scan.text.slice(word.end, word.end + 5))
    )
      ranges.push(take(scan, at, at));
    else if (/^(?: and | & )$/.test(between)) ranges.push(take(scan, at, at));
  };
  for (let at = 0; at < scan.words.length; at++) {
    if (!scan.taken[at]) continue;
    tryWord(at + 1, at, at + 1);
    tryWord(at + 2, at, at + 2);
  }
  for (let at = scan.words.length - 1; at > 1; at--) {
    if (!scan.taken[at]) continue;
    tryWord(at - 1, at - 1, at);
    tryWord(at - 2, at - 2, at);
  }
  return ranges;
}

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
    : wordsAmong(scan, (word) => found.has(word.lower) && (word.isCapital || isNameEvenInLowerCase(word)));
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
