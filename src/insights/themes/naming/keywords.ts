import type { Term } from './class-tf-idf.js';

/** Weight of relevance against variety. */
const RELEVANCE = 0.7;

/** A small theme is also told by words of single messages, when others use them, too: one alone may be a name or a typo. */
const FEW = 8;
/** A word that more messages of other themes hold is theirs: the one that holds it here may be misplaced. */
const MOST_SPREAD = 4;

/**
 * Picks terms by maximal marginal relevance (Carbonell and Goldstein 1998): each next one is the term of largest
 * 0.7 x weight - 0.3 x overlap with those already picked; overlap is the share of stems in common. A pair of words that are
 * both picked already says nothing further.
 */
export function pickKeywords(terms: readonly Term[], count: number): Term[] {
  const told = pickFrom(
    terms.filter(({ support }) => support > 1),
    count,
    [],
  );
  const single = terms.filter(
    ({ support, spread, stems }) => support === 1 && spread > 1 && spread <= MOST_SPREAD && stems.length === 1,
  );
  const picked = pickFrom(single, Math.min(count, FEW), told);
  return picked.length > 0 ? picked : pickFrom(terms, count, []);
}

function pickFrom(terms: readonly Term[], count: number, known: readonly Term[]): Term[] {
  const heaviest = terms[0]?.weight ?? 1;
  const left = terms.map((term) => ({
    term,
    worth: (RELEVANCE * term.weight) / heaviest,
    overlap: known.reduce((most, other) => Math.max(most, overlap(term.stems, other.stems)), 0),
  }));
  const picked = [...known];
  while (picked.length < count && left.length > 0) {
    const value = (one: (typeof left)[number]) => one.worth - (1 - RELEVANCE) * one.overlap;
    const best = left.reduce((a, b) => (value(b) > value(a) ? b : a));
    left.splice(left.indexOf(best), 1);
    const { stems } = best.term;
    if (stems.every((stem) => picked.some((other) => other.stems.includes(stem)))) continue;
    picked.push(best.term);
    for (const one of left) one.overlap = Math.max(one.overlap, overlap(one.term.stems, stems));
  }
  return picked;
}

function overlap(a: readonly number[], b: readonly number[]): number {
  let common = 0;
  for (const stem of a) if (b.includes(stem)) common++;
  return common / Math.min(a.length, b.length);
}
