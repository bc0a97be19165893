import type { PersonalSpan } from '../span.js';
import { EVERYDAY_WORDS } from './everyday-words.js';
import { introducedPersons } from './introduced-persons.js';
import { listedPersons } from './listed-persons.js';
import { PARTICLES, type Range, type Scan, scanOf, takeAll, toSpan } from './scan.js';
import { enumeratedPersons, unlistedPersons } from './unlisted-persons.js';
import { type Word, isAnyName, isNameEvenInLowerCase, isPlainWord, toWords } from './words.js';

/** Names of a ticket's people beyond this are not looked for. */
const MAX_KNOWN = 200;

/**
 * Person names: known ones anywhere; else by what introduces them, by greeting and signature position, by the name list, and in
 * English by their shape. A name found once is found wherever it stands again.
 */
export function findPersons(text: string, knownNames: readonly string[] = []): PersonalSpan[] {
  const scan = scanOf(text);
  const ranges = [
    ...knownPersons(scan, knownNames),
    ...introducedPersons(scan),
    ...listedPersons(scan),
    ...unlistedPersons(scan),
    ...enumeratedPersons(scan),
  ];
  return whole(scan, [...ranges, ...repeatedPersons(scan, ranges)]).map((range) => toSpan(scan, range));
}

/** A title and a name, or a given and a family name, that two rules found side by side are one. */
function whole(scan: Scan, ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1);
    if (previous && previous[1] === first - 1 && scan.words[first]!.joins) previous[1] = last;
    else merged.push([first, last]);
  }
  return merged;
}

/** A known name that is a word as well ("Grace", "May") counts with its capital only, and not where every word has one. */
function knownPersons(scan: Scan, knownNames: readonly string[]): Range[] {
  const names = knownNames.slice(0, MAX_KNOWN).flatMap((name) => toWords(name.slice(0, 200)));
  const known = new Set(names.filter((word) => word.text.length > 1).map((word) => word.lower));
  if (known.size === 0) return [];
  return takeAll(
    scan,
    (word) => known.has(word.lower) && (!isWord(word) || (word.isCapital && !word.opens && isAnyName(word))),
  );
}

function isWord(word: Word): boolean {
  return EVERYDAY_WORDS.has(word.lower) || isPlainWord(word);
}

function repeatedPersons(scan: Scan, ranges: readonly Range[]): Range[] {
  const found = new Set<string>();
  for (const [first, last] of ranges) {
    for (const word of scan.words.slice(first, last + 1)) {
      if (word.text.length > 2 && !PARTICLES.has(word.lower) && !isPlainWord(word)) found.add(word.lower);
    }
  }
  if (found.size === 0) return [];
  return takeAll(scan, (word) => found.has(word.lower) && (word.isCapital || isNameEvenInLowerCase(word)));
}
