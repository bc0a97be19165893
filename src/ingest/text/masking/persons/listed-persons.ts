import { EVERYDAY_WORDS } from './everyday-words.js';
import { MORE_NAMES } from './name-list.js';
import { MAX_WORDS, PARTICLES, type Range, SUFFIXES, type Scan, isForeign, take } from './scan.js';
import {
  type Word,
  isAnyName,
  isListedName,
  isNameEvenInLowerCase,
  isPlainWord,
  looksLikeFamilyName,
} from './words.js';

/** Names of the list, with the words that belong to them; alone they need a place where a capital means something. */
export function listedPersons(scan: Scan): Range[] {
  const ranges: Range[] = [];
  // Without a single capital a name is told by its letters alone, which does not hold among words of other languages.
  const inLowerCase = !scan.words.some((word) => word.isCapital) && !isForeign(scan);
  const shouts = scan.words.filter((word) => word.isAllCapitals).length * 2 > scan.words.length;
  for (let at = 0; at < scan.words.length; at++) {
    const word = scan.words[at]!;
    const mayBe = word.isCapital ? isListedName(word) : inLowerCase && isNameEvenInLowerCase(word);
    if (!mayBe || scan.taken[at] || (shouts && word.isAllCapitals)) continue;
    const first = withGivenName(scan, at);
    const last = lastOfName(scan, at);
    if (last > first || isPersonAlone(scan, at)) ranges.push(take(scan, first, last));
    at = last;
  }
  return ranges;
}

/** "Hope Jensen", "Sierra Lilja": a name that is a word as well, before a listed one. */
export function withGivenName(scan: Scan, at: number): number {
  const before = scan.words[at - 1];
  if (!before || !scan.words[at]!.joins || scan.taken[at - 1] || !before.isCapital || !isAnyName(before)) return at;
  return !before.opens || MORE_NAMES.has(before.lower) || !isPlainWord(before) ? at - 1 : at;
}

/** Takes along family names, initials, particles and suffixes after a given name. */
export function lastOfName(scan: Scan, at: number): number {
  const given = scan.words[at]!;
  let last = at;
  for (let next = at + 1; next < Math.min(scan.words.length, at + MAX_WORDS + 1); next++) {
    const word = scan.words[next]!;
    if (!word.joins || scan.taken[next]) break;
    if (isFamilyPart(word, given)) last = next;
    else if (!PARTICLES.has(word.lower)) break;
  }
  return last;
}

/** After a given name that is a word as well ("Mark", "Rich") only what is itself a name: "Rich Text" is a menu. */
function isFamilyPart(word: Word, given: Word): boolean {
  if (!given.isCapital) return isNameEvenInLowerCase(word) || looksLikeFamilyName(word) || SUFFIXES.has(word.lower);
  if (!word.isCapital || word.text.length === 1)
    return (word.isCapital && word.text !== 'I') || SUFFIXES.has(word.lower);
  if (EVERYDAY_WORDS.has(given.lower)) return isListedName(word) || looksLikeFamilyName(word);
  return isAnyName(word) || !isPlainWord(word);
}

function isPersonAlone(scan: Scan, at: number): boolean {
  const word = scan.words[at]!;
  if (word.isAllCapitals && word.text.length < 4) return false;
  const tail = scan.text.slice(word.end, word.end + 2);
  if (EVERYDAY_WORDS.has(word.lower)) return /^(?:,|['’]s)/.test(tail) || ACTS.has(scan.words[at + 1]?.lower ?? '');
  if (isThingAt(scan, at)) return false;
  if (isPlaceAt(scan, at)) return /^['’]s/.test(tail);
  return !endsTitle(scan, at);
}

/** Articles of languages that write nouns with a capital, or brands with an article: "die Lampe", "la Toledo". */
const ARTICLES = new Set(
  'die der das den dem des ein eine einen einem einer meine meinen meiner meinem mein deine ihre ihren ihrer ihrem unsere unseren unser keine keinen kein diese dieser diesen dieses la le les el los las il lo gli un una une uno het een'.split(
    ' ',
  ),
);

function isThingAt(scan: Scan, at: number): boolean {
  const before = scan.words[at - 1];
  return (
    before !== undefined &&
    scan.words[at]!.joins &&
    !before.isCapital &&
    ARTICLES.has(before.lower) &&
    !scan.taken[at - 1]
  );
}

/** "Customer Care Jordan": the last of several capitalised words belongs to them. */
function endsTitle(scan: Scan, at: number): boolean {
  const before = scan.words[at - 1];
  return before !== undefined && scan.words[at]!.joins && before.isCapital && !before.opens && !isPlainWord(before);
}

/** What people do: after a capitalised word that may be a name these make it one. */
const ACTS = new Set(
  'is was has had said says went lives lived told asked does did shouted wrote called works worked came wants wanted needs likes loves thinks got gave made took sent explained helped answered replied never also and here'.split(
    ' ',
  ),
);
/** "born in Jordan", "flights to Sydney": a single listed name after these is rather a place. */
const PLACE_BEFORE = new Set(
  'in from near visit visiting via around through toward towards into outside leaving en à au aus nach von bei em på'.split(
    ' ',
  ),
);
const MOVES = new Set(
  'go going went gone travel travelling traveling travelled fly flying flew flight flights trip trips ship shipped shipping ships shipment deliver delivered delivery move moved moving drive driving drove train bus ticket tickets live lived arrive arrived arrives relocate relocated transfer route back stay stayed staying store shop branch office'.split(
    ' ',
  ),
);

/** The preposition before it, and for "to" and "at" what moves there, makes a capitalised word a place. */
export function isPlaceAt(scan: Scan, at: number): boolean {
  const before = scan.words[at - 1];
  if (!before || !scan.words[at]!.joins) return false;
  if (PLACE_BEFORE.has(before.lower)) return true;
  return (before.lower === 'to' || before.lower === 'at') && MOVES.has(scan.words[at - 2]?.lower ?? '');
}
