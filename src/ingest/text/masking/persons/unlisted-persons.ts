import { EVERYDAY_WORDS } from './everyday-words.js';
import { isPlaceAt, lastOfName, withGivenName } from './listed-persons.js';
import { type Range, type Scan, isEnglish, take } from './scan.js';
import { type Word, isAnyName, isPlainWord, looksLikeFamilyName } from './words.js';

/**
 * Names that no list holds. In English a capital inside a sentence is a proper noun; letters that English lacks or the ending of a
 * family name make it a person's, and so does a possession or a deed that only people have. Other languages capitalise too much.
 */
export function unlistedPersons(scan: Scan): Range[] {
  if (!isEnglish(scan)) return [];
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    if (scan.taken[at] || !word.isCapital || word.isAllCapitals || isPlainWord(word) || word.text.length < 3) return;
    if (acts(scan, at) || owns(scan, at) || isForeignName(scan, at))
      ranges.push(take(scan, withGivenName(scan, at), lastOfName(scan, at)));
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
function acts(scan: Scan, at: number): boolean {
  const next = scan.words[at + 1];
  return next !== undefined && next.joins && DEEDS.has(next.lower);
}

function owns(scan: Scan, at: number): boolean {
  const end = scan.words[at]!.end;
  return /^['’]s /.test(scan.text.slice(end, end + 3)) && BELONGINGS.has(scan.words[at + 1]?.lower ?? '');
}

function isForeignName(scan: Scan, at: number): boolean {
  const word = scan.words[at]!;
  return looksLikeFamilyName(word) && !isPlaceAt(scan, at) && (!word.opens || at === 0);
}

const JOINS_TWO = /^ (?:and|&) $/;
const JOINS_MANY = /^(?:,|,? (?:and|&|und|et|y|e|og|och|en|i)) $/;
const CONJUNCTION = /^(?:and|und|et|y|e|og|och|en|i)$/;

/** "Olga, Priit and Walker": what is enumerated with a person is a person. Walks forth and back, so that a whole list is found from one name. */
export function enumeratedPersons(scan: Scan): Range[] {
  const ranges: Range[] = [];
  for (let at = 0; at < scan.words.length; at++) if (isEnumerated(scan, at, -1)) ranges.push(take(scan, at, at));
  for (let at = scan.words.length - 1; at >= 0; at--) if (isEnumerated(scan, at, 1)) ranges.push(take(scan, at, at));
  return ranges;
}

function mayBeListed(word: Word): boolean {
  return word.isCapital && (isAnyName(word) || !isPlainWord(word));
}

/** "Best, Alex": a closing or a first word, not the beginning of a list. */
function isOpeningWord(word: Word): boolean {
  return word.opens && (isPlainWord(word) || EVERYDAY_WORDS.has(word.lower));
}

/** Whether the free word `at` stands in a list with a person on its left (step -1) or right (1). */
function isEnumerated(scan: Scan, at: number, step: -1 | 1): boolean {
  const word = scan.words[at]!;
  if (scan.taken[at] || !mayBeListed(word)) return false;
  const next = scan.words[at + step];
  const neighbour = next && CONJUNCTION.test(next.lower) ? at + 2 * step : at + step;
  if (!scan.taken[neighbour]) return false;
  const left = Math.min(at, neighbour);
  const between = scan.text.slice(scan.words[left]!.end, scan.words[Math.max(at, neighbour)]!.start);
  if (JOINS_TWO.test(between)) return true;
  if (isOpeningWord(word)) return false;
  return JOINS_MANY.test(between) && /^(?:,| and | & |[.:]|$)/.test(scan.text.slice(word.end, word.end + 5));
}
