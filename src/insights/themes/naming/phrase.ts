import { keyOf, mostFrequent, type ReadText, type Term } from './class-tf-idf.js';
import type { Word } from './words.js';

const MAX_WORDS = 6;
/** Who and does what: with fewer telling words a clause is broken off. */
const CLAUSE_WORDS = 2;
/** Belong to a verb before them. */
const PARTICLES = new Set(['off', 'down', 'away', 'together']);
/** Stems beyond these do not make a name clearer. */
const USEFUL_STEMS = 3;
/** A phrase must stand in this share of the messages, and in two at least. */
const LEAST_SHARE = 0.02;

interface Candidate {
  stems: number[];
  negated: boolean;
  support: number;
  lastText: number;
  /** How it is written, and how often; most are written once, and so is this noted at the second time. */
  first: string;
  shown: Map<string, number> | null;
}

/**
 * Readable names for a theme, best first: stretches of two to six words that customers wrote themselves, from one telling word
 * (or a negation) to another, made of the theme's terms. Worth = c-TF-IDF weights of its stems and pairs x log2(1 + messages that hold it).
 */
export function phrasesOf(texts: readonly ReadText[], terms: readonly Term[]): string[] {
  const weights = new Map(terms.map((term) => [keyOf(term.stems), term.weight]));
  const candidates = new Map<string, Candidate>();
  texts.forEach((text, number) => {
    for (const run of text) noteStretches(candidates, run, { number, weights });
  });
  const least = Math.max(2, LEAST_SHARE * texts.length);
  return [...candidates.values()]
    .filter((candidate) => candidate.support >= least)
    .map((candidate) => ({
      shown: candidate.shown ? mostFrequent(candidate.shown) : candidate.first,
      worth: worthOf(candidate, weights),
    }))
    .sort((a, b) => b.worth - a.worth || (a.shown < b.shown ? -1 : 1))
    .map(({ shown }) => shown);
}

interface Reading {
  number: number;
  weights: ReadonlyMap<number, number>;
}

/** Every stretch from a telling word of this run; it ends where a word that is no term of the theme stands, or a stem comes again. */
function noteStretches(candidates: Map<string, Candidate>, run: readonly Word[], reading: Reading): void {
  const tells = (word: Word) => word.stem >= 0 && reading.weights.has(word.stem);
  for (let from = 0; from < run.length - 1; from++) {
    if (!begins(run, from, tells)) continue;
    const stretch = startOf(run, from, tells);
    const end = Math.min(run.length, from + MAX_WORDS);
    while (++stretch.to < end && takesIn(stretch, tells)) {
      if (stretch.isName) note(candidates, stretch, reading.number);
    }
  }
}

/** Takes in the word that the stretch has reached; false where it ends. */
function takesIn(stretch: Stretch, tells: (word: Word) => boolean): boolean {
  const last = stretch.run[stretch.to]!;
  stretch.negated ||= last.negates;
  stretch.isName = false;
  if (last.opensClause) stretch.ofClause = 0;
  if (last.stem < 0 || (last.common && !tells(last))) return true;
  if (!tells(last) || stretch.stems.includes(last.stem)) return false;
  stretch.stems.push(last.stem);
  stretch.ofClause++;
  stretch.isName = stretch.stems.length > 1 && stretch.ofClause >= CLAUSE_WORDS && !last.measures;
  return true;
}

function startOf(run: readonly Word[], from: number, tells: (word: Word) => boolean): Stretch {
  const first = run[from]!;
  const stems = first.stem >= 0 && (!first.common || tells(first)) ? [first.stem] : [];
  return { run, from, to: from, stems, negated: first.negates, ofClause: CLAUSE_WORDS, isName: false };
}

/** A telling word, a negation, or "how" before "long" or "many" where that tells something. */
function begins(run: readonly Word[], from: number, tells: (word: Word) => boolean): boolean {
  const first = run[from]!;
  if (first.negates || (tells(first) && !first.measures && !PARTICLES.has(first.lower))) return true;
  const next = run[from + 1]!;
  return first.lower === 'how' && next.measures && tells(next);
}

/** Words `from` to `to` of a run and the stems they are made of. */
interface Stretch {
  run: readonly Word[];
  from: number;
  to: number;
  stems: number[];
  negated: boolean;
  /** Telling words since a clause opened. */
  ofClause: number;
  /** Ends where a name may end. */
  isName: boolean;
}

function note(candidates: Map<string, Candidate>, stretch: Stretch, number: number): void {
  const { stems, negated } = stretch;
  const key = stems.join(' ') + (negated ? ' not' : '');
  const shown = shownAs(stretch);
  const known = candidates.get(key);
  if (!known) {
    candidates.set(key, { stems: [...stems], negated, support: 1, lastText: number, first: shown, shown: null });
    return;
  }
  if (known.lastText !== number) known.support++;
  known.lastText = number;
  known.shown ??= new Map([[known.first, 1]]);
  known.shown.set(shown, (known.shown.get(shown) ?? 0) + 1);
}

function shownAs({ run, from, to }: Stretch): string {
  let shown = '';
  for (let i = from; i <= to; i++) {
    const { surface, lower } = run[i]!;
    shown += (i > from ? ' ' : '') + (isShout(surface) ? surface : lower);
  }
  return shown;
}

/** PIN, ATM and VAT stay as they are. */
const isShout = (surface: string) => surface.length <= 4 && surface.length > 1 && surface === surface.toUpperCase();

function worthOf({ stems, support, negated }: Candidate, weights: ReadonlyMap<number, number>): number {
  let worth = 0;
  stems.forEach((stem, i) => {
    worth += weights.get(stem) ?? 0;
    if (i + 1 < stems.length) worth += weights.get(keyOf([stem, stems[i + 1]!])) ?? 0;
  });
  const length = Math.min(1, USEFUL_STEMS / stems.length);
  return worth * length * support ** 0.7 * (negated ? 1.1 : 1);
}
