import { CLOSING, GREETING, SPEECH_INTRO, STRONG_INTRO, WEAK_INTRO } from './introductions.js';
import { MAX_WORDS, PARTICLES, type Range, SUFFIXES, type Scan, take, wordAt } from './scan.js';
import {
  TITLES,
  type Word,
  isAnyName,
  isListedName,
  isNameEvenInLowerCase,
  isPlainWord,
  looksLikeFamilyName,
} from './words.js';

type Position = 'strong' | 'title' | 'speech' | 'weak' | 'greeting' | 'signature';

/** Names by what stands before them: "my name is", a greeting, a closing, a verb of speech, a title. */
export function introducedPersons(scan: Scan): Range[] {
  return [
    ...introduced(scan, STRONG_INTRO, 'strong'),
    ...introduced(scan, GREETING, 'greeting'),
    ...introduced(scan, CLOSING, 'signature'),
    ...introduced(scan, SPEECH_INTRO, 'speech'),
    // Only listed names count here, so without one the text need not be searched.
    ...(scan.words.some(isListedName) ? introduced(scan, WEAK_INTRO, 'weak') : []),
    ...titled(scan),
  ];
}

function introduced(scan: Scan, pattern: RegExp, position: Position): Range[] {
  const ranges: Range[] = [];
  for (const match of scan.text.matchAll(pattern)) {
    const first = firstWordAfter(scan, match.index + match[0].length);
    if (first < 0) continue;
    const last = nameEnd(scan, first, position);
    if (last >= first && isAcceptable(scan, first, last, position)) ranges.push(take(scan, first, last));
  }
  return ranges;
}

/** Index of the word that follows directly (quotes and a title between are skipped); -1 when something else does. */
function firstWordAfter(scan: Scan, offset: number): number {
  const at = wordAt(scan.words, offset);
  const word = scan.words[at];
  if (!word || scan.taken[at] || word.start - offset > 4) return -1;
  if (/[^\s"'“(*.]/.test(scan.text.slice(offset, word.start))) return -1;
  return TITLES.has(word.lower) ? at + 1 : at;
}

/** Index of the last word of the name that starts at `first`; first - 1 when no name starts there. */
function nameEnd(scan: Scan, first: number, position: Position): number {
  let last = first - 1;
  for (let at = first; at < Math.min(scan.words.length, first + MAX_WORDS + 1); at++) {
    const word = scan.words[at]!;
    if (scan.taken[at] || (at > first && !word.joins)) break;
    const belongs = at === first ? startsName(word, position) : continuesName(word, at - first, position);
    if (belongs) last = at;
    else if (at === first || !PARTICLES.has(word.lower)) break;
  }
  return last;
}

function startsName(word: Word, position: Position): boolean {
  if (!word.isCapital) {
    if (position === 'title') return isAnyName(word);
    return isNameEvenInLowerCase(word) || (position === 'strong' && !isPlainWord(word));
  }
  if (isAcronym(word)) return false;
  if (!isPlainWord(word)) return true;
  if (position === 'weak' || (position === 'title' && !isAnyName(word))) return false;
  return isNameInPosition(word);
}

function continuesName(word: Word, offset: number, position: Position): boolean {
  if (SUFFIXES.has(word.lower)) return true;
  if (word.isCapital) return isAnyName(word) || (!isPlainWord(word) && !isAcronym(word));
  if (isNameEvenInLowerCase(word) || looksLikeFamilyName(word)) return true;
  return position === 'strong' && offset < 2 && !isPlainWord(word);
}

function isAcronym(word: Word): boolean {
  return word.isAllCapitals && word.text.length < 5 && !isAnyName(word);
}

const NEVER_ADDRESSED =
  /^(?:all|team|sir|madam|support|everyone|folks|customer|there|service|help|hello|hi|sirs|friends?|guys|admin|user|community|manager|the|please|thanks|i|a|my|we|you|it|is|to|for|in|on|at|of|your|mr|mrs|dr|and|und|et)$/;

/** "Dear Will": in these places a word that is also a name is one. */
function isNameInPosition(word: Word): boolean {
  return word.text.length > 1 && !NEVER_ADDRESSED.test(word.lower);
}

function isAcceptable(scan: Scan, first: number, last: number, position: Position): boolean {
  const words = scan.words.slice(first, last + 1);
  if (words.some(isListedName)) return position !== 'signature' || endsPart(scan, last);
  if (position === 'weak') return false;
  if (position === 'speech') return words[0]!.isCapital;
  if (position === 'strong' || position === 'title') return words[0]!.isCapital || words.length <= 2;
  if (position === 'greeting') return endsPart(scan, last);
  return endsPart(scan, last) && words.every((word) => !isPlainWord(word) || isAnyName(word));
}

function endsPart(scan: Scan, last: number): boolean {
  const end = scan.words[last]!.end;
  return /^\s?(?:[,.!\n:;)-]|$)/.test(scan.text.slice(end, end + 2));
}

/** "Mr. Tanaka", "Frau Schäfer": the title takes what follows when it is capitalised or listed, and is part of the name. */
function titled(scan: Scan): Range[] {
  const ranges: Range[] = [];
  scan.words.forEach((word, at) => {
    const next = scan.words[at + 1];
    if (!TITLES.has(word.lower) || !next?.joins || (word.isAllCapitals && scan.text[word.end] !== '.')) return;
    const last = scan.taken[at + 1] ? at : nameEnd(scan, at + 1, 'title');
    if (scan.taken[at + 1] || last > at) ranges.push(take(scan, at, last));
  });
  return ranges;
}
