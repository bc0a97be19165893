import { mostFrequent, type Term } from './class-tf-idf.js';
import { runsOfWords, type Word } from './words.js';

const MAX_WORDS = 6;
/** Members whose sentences are searched for phrases. */
const MAX_TEXTS = 400;

interface Candidate {
  stems: Set<string>;
  negated: boolean;
  support: number;
  shown: Map<string, number>;
}

/**
 * Readable names for a theme, best first: stretches of two to six words that customers wrote themselves, starting and ending with
 * a word that says something. A phrase is worth the c-TF-IDF weights of its stems and pairs, times the logarithm of how many messages hold it.
 */
export function phrasesOf(texts: readonly string[], terms: readonly Term[]): string[] {
  const weights = new Map(terms.map((term) => [term.stems.join(' '), term.weight]));
  const candidates = collect(texts.slice(0, MAX_TEXTS), weights);
  const least = Math.max(2, 0.02 * Math.min(texts.length, MAX_TEXTS));
  return [...candidates.values()]
    .filter((candidate) => candidate.support >= least)
    .map((candidate) => ({ shown: mostFrequent(candidate.shown), worth: worthOf(candidate, weights) }))
    .sort((a, b) => b.worth - a.worth || (a.shown < b.shown ? -1 : 1))
    .map(({ shown }) => shown);
}

function collect(texts: readonly string[], weights: ReadonlyMap<string, number>): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  for (const text of texts) {
    const seen = new Set<string>();
    for (const words of runsOfWords(text).flatMap(stretches)) note(candidates, words, seen, weights);
  }
  return candidates;
}

/** Every stretch of two to six neighbouring words. */
function stretches(run: Word[]): Word[][] {
  return run.flatMap((_, from) => {
    const longest = Math.min(MAX_WORDS, run.length - from);
    return Array.from({ length: Math.max(0, longest - 1) }, (_x, i) => run.slice(from, from + 2 + i));
  });
}

function note(
  candidates: Map<string, Candidate>,
  words: Word[],
  seen: Set<string>,
  weights: ReadonlyMap<string, number>,
): void {
  const [first, last] = [words[0]!, words.at(-1)!];
  if (last.stem === null || (first.stem === null && !first.negates)) return;
  const stems = words.flatMap((word) => word.stem ?? []);
  if (new Set(stems).size < 2 || !stems.some((stem) => weights.has(stem))) return;
  const negated = words.some((word) => word.negates);
  const key = `${stems.join(' ')}${negated ? ' not' : ''}`;
  let candidate = candidates.get(key);
  if (!candidate) candidates.set(key, (candidate = { stems: new Set(stems), negated, support: 0, shown: new Map() }));
  const shown = words.map((word) => (isShout(word.surface) ? word.surface : word.surface.toLowerCase())).join(' ');
  candidate.shown.set(shown, (candidate.shown.get(shown) ?? 0) + 1);
  if (!seen.has(key)) candidate.support++;
  seen.add(key);
}

/** PIN, ATM, VAT stay as they are. */
const isShout = (surface: string) => surface.length <= 4 && surface.length > 1 && surface === surface.toUpperCase();

function worthOf({ stems, support, negated }: Candidate, weights: ReadonlyMap<string, number>): number {
  const list = [...stems];
  let worth = 0;
  list.forEach((stem, i) => {
    worth += weights.get(stem) ?? 0;
    worth += weights.get(`${stem} ${list[i + 1]}`) ?? 0;
  });
  const length = list.length > 3 ? 3 / list.length : 1;
  return worth * length * Math.log2(1 + support) * (negated ? 1.1 : 1);
}
