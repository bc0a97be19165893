import type { Term } from './class-tf-idf.js';

/** Weight of relevance against variety. */
const RELEVANCE = 0.7;

/**
 * Picks terms by maximal marginal relevance (Carbonell and Goldstein 1998): each next one is the term of largest
 * 0.7 x weight - 0.3 x overlap with those already picked; overlap is the share of stems in common.
 */
export function pickKeywords(terms: readonly Term[], count: number): Term[] {
  const heaviest = terms[0]?.weight ?? 1;
  const left = terms.filter((term) => term.support > 1 || terms.length < 5);
  const picked: Term[] = [];
  while (picked.length < count && left.length > 0) {
    const value = (term: Term) => (RELEVANCE * term.weight) / heaviest - (1 - RELEVANCE) * mostOverlap(term, picked);
    const best = left.reduce((a, b) => (value(b) > value(a) ? b : a));
    left.splice(left.indexOf(best), 1);
    picked.push(best);
  }
  return picked;
}

function mostOverlap(term: Term, picked: readonly Term[]): number {
  return picked.reduce((most, other) => Math.max(most, overlap(term.stems, other.stems)), 0);
}

function overlap(a: readonly number[], b: readonly number[]): number {
  const common = a.filter((stem) => b.includes(stem)).length;
  return common / Math.min(a.length, b.length);
}
