import { keyOf, mostFrequent, type ReadText, type Term } from './class-tf-idf.js';
import type { Word } from './words.js';

const MAX_WORDS = 6;
/** Stems beyond these do not make a name clearer. */
const USEFUL_STEMS = 3;
/** A phrase must stand in this share of the messages, and in two at least. */
const LEAST_SHARE = 0.02;

interface Candidate {
  stems: number[];
  negated: boolean;
  support: number;
  lastText: number;
  shown: Map<string, number>;
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
    .map((candidate) => ({ shown: mostFrequent(candidate.shown), worth: worthOf(candidate, weights) }))
    .sort((a, b) => b.worth - a.worth || (a.shown < b.shown ? -1 : 1))
    .map(({ shown }) => shown);
}

interface Reading {
  number: number;
  weights: ReadonlyMap<number, number>;
}

/** Every stretch from a telling word of this run; it ends where a word that is no term of the theme stands. */
function noteStretches(candidates: Map<string, Candidate>, run: Word[], reading: Reading): void {
  const tells = (word: Word) => word.stem >= 0 && reading.weights.has(word.stem);
  for (let from = 0; from < run.length - 1; from++) {
    if (!begins(run, from, tells)) continue;
    const end = Math.min(run.length, from + MAX_WORDS);
    for (let to = from + 1; to < end; to++) {
      const last = run[to]!;
      const isTerm = tells(last);
      if (last.stem >= 0 && !last.common && !isTerm) break;
      if (isTerm && !last.measures) note(candidates, run.slice(from, to + 1), reading);
    }
  }
}

/** A telling word, a negation, or "how" before "long" or "many" where that tells something. */
function begins(run: readonly Word[], from: number, tells: (word: Word) => boolean): boolean {
  const first = run[from]!;
  if (first.negates || (tells(first) && !first.measures)) return true;
  const next = run[from + 1]!;
  return first.surface.toLowerCase() === 'how' && next.measures && tells(next);
}

function note(candidates: Map<string, Candidate>, words: Word[], { number, weights }: Reading): void {
  const stems = words.filter(({ stem, common }) => stem >= 0 && (!common || weights.has(stem))).map(({ stem }) => stem);
  if (stems.length < 2 || new Set(stems).size < stems.length) return;
  const negated = words.some((word) => word.negates);
  const key = stems.join(' ') + (negated ? ' not' : '');
  let candidate = candidates.get(key);
  if (!candidate) {
    candidate = { stems, negated, support: 0, lastText: -1, shown: new Map() };
    candidates.set(key, candidate);
  }
  if (candidate.lastText !== number) candidate.support++;
  candidate.lastText = number;
  const shown = words.map(({ surface }) => (isShout(surface) ? surface : surface.toLowerCase())).join(' ');
  candidate.shown.set(shown, (candidate.shown.get(shown) ?? 0) + 1);
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
