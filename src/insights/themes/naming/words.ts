import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';
import stopwords from 'natural/lib/natural/util/stopwords.js';

/** A word of a text as it stands there, with its stem; the stem is null for words that name nothing. */
export interface Word {
  surface: string;
  stem: string | null;
  negates: boolean;
}

/** Words of politeness and of asking that every support message has, whatever it is about. */
const SUPPORT_WORDS = `please pls plz thanks thank thx hi hello hey dear regards cheers sorry help need want wanted wants
  wanting wanna know tell say says just really actually even though yet already currently able anyone someone something anything
  everything nothing thing things let give given gave go goes going gone went getting gets put use used using try tried trying
  look looking looks seem seems think thought believe guess hope hoping ask asking asked question questions wonder wondering
  keep keeps kept tried happen happened happening happens mean means understand idea sure okay ok yes no yeah ya hmm lol etc
  one ones two lot lots bit kind sort time times day days today yesterday tomorrow hour hours week weeks ago long first last
  im ive id ill youre youve theyre thats whats wheres hows theres dont doesnt didnt cant couldnt wont wouldnt isnt wasnt arent
  havent hasnt hadnt shouldnt gonna gotta u ur r n't not may will shall us i'm i've i'd i'll it's that's what's there's
  possible right good great soon back around without within upon per via within however whenever since because
  could've would've possible best better quite maybe every much kindly urgently asap`;

const NEGATIONS = new Set(
  `not no never cannot can't cant won't wont don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't hasn't hasnt
  haven't havent hadn't couldn't couldnt wouldn't wouldnt unable without nothing nowhere`.split(/\s+/),
);
const STOP = new Set([...stopwords.words, ...SUPPORT_WORDS.split(/\s+/), ...NEGATIONS, 'unable']);
STOP.delete('unable');

const WORD = /\p{L}[\p{L}\p{N}]*(?:['’-][\p{L}\p{N}]+)*|\p{N}+\p{L}[\p{L}\p{N}]*/gu;
/** Phrases do not reach over punctuation, line ends or a masked placeholder such as [EMAIL_1]. */
const BREAK = /\[[A-Z_]+\d*\]|<[A-Z_]+>|[.!?;:,()"\n\r\t]|\s[-–—]\s/u;

const stems = new Map<string, string | null>();
const MAX_REMEMBERED = 200_000;

/** The words of a text in runs that no punctuation interrupts. */
export function runsOfWords(text: string): Word[][] {
  return text
    .split(BREAK)
    .map((part) => Array.from(part.matchAll(WORD), ([surface]) => wordOf(surface)))
    .filter((run) => run.length > 0);
}

/** The stem of a word (Porter 1980), or null for stop words and single letters. */
export function stemOf(surface: string): string | null {
  const plain = surface.toLowerCase().replaceAll('’', "'");
  const known = stems.get(plain);
  if (known !== undefined) return known;
  if (stems.size > MAX_REMEMBERED) stems.clear();
  const bare = plain.replace(/'s$/, '');
  const stem = STOP.has(plain) || STOP.has(bare) || bare.length < 2 ? null : porter.stem(bare);
  stems.set(plain, stem);
  return stem;
}

function wordOf(surface: string): Word {
  return { surface, stem: stemOf(surface), negates: NEGATIONS.has(surface.toLowerCase().replaceAll('’', "'")) };
}
