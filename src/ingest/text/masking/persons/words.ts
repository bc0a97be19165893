import { EVERYDAY_WORDS } from './everyday-words.js';
import { NAMES, isCountry, isWordRatherThanName } from './name-list.js';

export interface Word {
  start: number;
  end: number;
  text: string;
  lower: string;
  isCapital: boolean;
  isAllCapitals: boolean;
  /** First word of a sentence, line or quotation: a capital there proves nothing. */
  opens: boolean;
  /** Whether only a blank (or a dot of an initial and a blank) stands between it and the word before. */
  joins: boolean;
}

export const TITLES: ReadonlySet<string> = new Set(
  'mr mrs ms miss dr prof professor herr herrn frau fr mme mlle monsieur señor señora sr sra srta doña signor signora sig dott mevr pan pani sayın г-н г-жа'.split(
    ' ',
  ),
);

/** A word of letters with inner apostrophes and hyphens; placeholders and words with digits or underscores are none. */
const WORD = /(?<![\p{L}\p{N}_@[])\p{L}[\p{L}\p{M}]{0,60}(?:['’-]\p{L}[\p{L}\p{M}]{0,40}){0,3}(?![\p{L}\p{N}_@])/gu;

export function toWords(text: string): Word[] {
  const words: Word[] = [];
  let last = 0;
  for (const match of text.matchAll(WORD)) {
    const word = match[0].replace(/['’](?:s|S|re|ve|ll|d|m)?$/, '');
    const between = text.slice(last, match.index);
    const capital = /^\p{Lu}/u.test(word);
    words.push({
      start: match.index,
      end: match.index + word.length,
      text: word,
      lower: word.toLowerCase(),
      isCapital: capital,
      isAllCapitals: capital && word.length > 1 && word === word.toUpperCase(),
      opens: words.length === 0 || /[.!?:;…"“”„«»>\n()*•|-]/.test(between.replace(/^\.(?= $)/, '')),
      joins: /^[ \t\u00a0]{1,2}$/.test(between) || (/^\.[ \t]{0,2}$/.test(between) && isAbbreviated(words.at(-1))),
    });
    last = match.index + word.length;
  }
  return words;
}

/** Initials and titles are followed by a dot inside a name; other words end their sentence with it. */
function isAbbreviated(word: Word | undefined): boolean {
  return (
    word !== undefined &&
    (word.text.length === 1 || TITLES.has(word.lower) || word.lower === 'st' || word.lower === 'jr')
  );
}

/** In the list of names, a word or not: after a given name "Walker" and "Hope" are family names. */
export function isAnyName(word: Word): boolean {
  return inList(word.lower) && !STOP_WORDS.has(word.lower);
}

/** In the list of names and no word in any other sense: what can be told without its capital. */
export function isNameEvenInLowerCase(word: Word): boolean {
  return word.text.length > 3 && isListedName(word) && !EVERYDAY_WORDS.has(word.lower);
}

/** In the list of names and not chiefly a word, place or brand. */
export function isListedName(word: Word): boolean {
  return word.text.length > 2 && inList(word.lower) && !isWordRatherThanName(word.lower) && !isCountry(word.lower);
}

const FAMILY_ENDING =
  /.{2}(?:i[ćč]|ović|[^aeiou]ski|ska|ck[iay]|wicz|sson|[^aeiou]sen|dóttir|dottir|ström|strom|gren|qvist|quist|ová|escu|enko|shvili|adze|[ae]yan|[oe]v[ao]?|inen|szky|oğlu|poulos|akis|idis|nen|mann)$/iu;

/** Letters that English words lack, or an ending that is productive in family names (-ić, -sson, -ova, -escu, -enko, ...). */
export function looksLikeFamilyName(word: Word): boolean {
  return (
    word.text.length >= 4 &&
    !isPlainWord(word) &&
    (/[^\u0000-\u007f’]/.test(word.text) || FAMILY_ENDING.test(word.text))
  );
}

export function isPlainWord(word: Word): boolean {
  return isWordRatherThanName(word.lower) || STOP_WORDS.has(word.lower) || isCountry(word.lower);
}

/** Hyphenated names count by their parts; a possessive has been cut before. */
function inList(lower: string): boolean {
  return (
    NAMES.has(lower) ||
    (lower.includes('-') && lower.split('-').every((part) => NAMES.has(part) && !EVERYDAY_WORDS.has(part)))
  );
}

const STOP_WORDS = new Set(
  'a about account address after again all also am an and another any anyone anybody app are area around as asap at available back bank banking be because been being bit bored both broke but by calling came can card cards case charged closed come coming company confused considering contacted could currently customer customers customer-service day delighted desperate did didn disappointed do does doing don done each either else email emailing end error even ever every everyone everything existing experiencing facing feeling few fine following for from frustrated fully general get getting glad going got guys had happy has have having he help her here him his hoping how i id if in interested into is it its just kind know later late left let like line living locked looking lost lot mail many maybe me message missing more most moving much must my need needing never new next no nobody not nothing now number of off on once one online only or order other our out over owner package password person phone please pleased possible problem product purchase question quite ready real really receiving refund regarding reply representative request respond running sad said same save saying see seeing seem sent service she should since situation so some somebody someone something soon sorry still stuck subscriber such supervisor support sure surprised talking team than that the their them then there these they thing things this those thought three time to today tomorrow tonight too transfer traveling travelling trying two u unable under unhappy unsure until up upset urgent us use user using very via waiting want wanting was we week well went were what when where which while who why will with without wondering word worried would writing wrong yes yesterday yet you your'.split(
    ' ',
  ),
);
