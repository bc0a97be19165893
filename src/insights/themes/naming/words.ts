import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';
import stopwords from 'natural/lib/natural/util/stopwords.js';

/** A word as it stands in a text. Words of one stem share `stem`; -1 for words that name nothing. */
export interface Word {
  surface: string;
  lower: string;
  stem: number;
  negates: boolean;
  /** May be said about anything: names only a theme in which it is said far more than elsewhere. */
  common: boolean;
  /** Says how much or which: a name neither begins nor ends with it, unless "how" does. */
  measures: boolean;
  /** Opens a clause, which a name must not break off: "export that my accountant". */
  opensClause: boolean;
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
  although unless until till despite whether we'd we'll we've they'd they've you'd you've he'd she'd
  could've would've possible best better quite maybe every much kindly urgently asap`;

const NEGATIONS = new Set(
  `not no never cannot can't cant won't wont don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't hasn't hasnt
  haven't havent hadn't couldn't couldnt wouldn't wouldnt unable without nothing nowhere`.split(/\s+/),
);
/** Of these, words that make a name where they are typical: opening hours, back pain, time zone, thank you, how many days. */
const MEASURES = new Set('first last again same long soon much many'.split(' '));
const CLAUSES = new Set(
  'that which who whom whose when where what if because why while although unless until'.split(' '),
);
const COMMON = new Set([
  ...MEASURES,
  ...`thanks thank hi hello hey sorry yes yeah maybe sure question questions time times day days hour hours week weeks
  back`.split(/\s+/),
]);
const STOP = new Set([...stopwords.words, ...SUPPORT_WORDS.split(/\s+/), ...NEGATIONS, 'unable']);
for (const word of ['unable', ...COMMON]) STOP.delete(word);

const WORD = /\p{L}[\p{L}\p{N}]*(?:['’-][\p{L}\p{N}]+)*|\p{N}+\p{L}[\p{L}\p{N}]*/gu;
/** A name is found in the beginning of a message or not at all. */
const LONGEST_TEXT = 4000;
/** Phrases do not reach over punctuation, line ends or a masked placeholder such as [EMAIL_1]. */
const BREAK = /\[[A-Z_]+\d*\]|<[A-Z_]+>|[.!?;:,()"\n\r\t]|\s[-–—]\s/u;

/** Reads texts into words; the same word is the same object, so a corpus costs little memory. */
export class Vocabulary {
  readonly stems: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly words = new Map<string, Word>();

  /** The words of a text in runs that no punctuation interrupts. */
  read(text: string): Word[][] {
    const runs: Word[][] = [];
    for (const part of text.slice(0, LONGEST_TEXT).split(BREAK)) {
      const run = part.match(WORD);
      if (run) runs.push(run.map((surface) => this.word(surface)));
    }
    return runs;
  }

  private word(surface: string): Word {
    let word = this.words.get(surface);
    if (!word) {
      word = { surface, lower: surface.toLowerCase(), ...this.kindOf(plainWord(surface)) };
      this.words.set(surface, word);
    }
    return word;
  }

  private kindOf(plain: string): Omit<Word, 'surface' | 'lower'> {
    const stem = stemOf(plain);
    return {
      stem: stem === null ? -1 : this.numberOf(stem),
      negates: NEGATIONS.has(plain),
      common: COMMON.has(plain),
      opensClause: CLAUSES.has(plain),
      measures: MEASURES.has(plain),
    };
  }

  private numberOf(stem: string): number {
    let number = this.numbers.get(stem);
    if (number === undefined) {
      number = this.stems.push(stem) - 1;
      this.numbers.set(stem, number);
    }
    return number;
  }
}

const plainWord = (surface: string) => surface.toLowerCase().replaceAll('’', "'");

/** The stem of a word (Porter 1980), or null for stop words and single letters. */
export function stemOf(surface: string): string | null {
  const plain = plainWord(surface);
  const bare = plain.replace(/'s$/, '');
  return STOP.has(plain) || STOP.has(bare) || bare.length < 2 ? null : porter.stem(bare);
}
