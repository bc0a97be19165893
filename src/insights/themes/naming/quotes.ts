import { dotOfRows, type Matrix } from '../../embedding/matrix.js';

/** Weight of being typical against being different from the quotes already chosen. */
const TYPICAL = 0.6;
const MOST_QUOTES = 5;
/** Only the nearest members are considered. */
const CANDIDATES = 150;
const SHORTEST = 20;
const LONGEST = 280;

export interface QuotedMember {
  /** Row of the member. */
  member: number;
  text: string;
  customer: string | null;
}

/**
 * Up to five members that show what a theme is: near its centre, unlike each other, never the same words twice and, where
 * customers are known, each from another customer. Texts of readable length come first. Returns rows, the most typical first.
 */
export function pickQuotes(vectors: Matrix, centre: Float32Array, members: readonly QuotedMember[]): number[] {
  const typical = { data: centre, rows: 1, cols: centre.length };
  const near = members
    .map((quoted) => ({ quoted, cosine: dotOfRows(vectors, quoted.member, typical, 0), fits: readable(quoted.text) }))
    .sort((a, b) => b.fits - a.fits || b.cosine - a.cosine || a.quoted.member - b.quoted.member)
    .slice(0, CANDIDATES);
  const left: Candidate[] = distinctTexts(near).map(({ quoted, cosine }) => ({ ...quoted, cosine, likeness: 0 }));
  const chosen: number[] = [];
  while (chosen.length < MOST_QUOTES) {
    const next = bestOf(left);
    if (!next) break;
    chosen.push(next.member);
    exclude(left, next, vectors);
  }
  return chosen;
}

interface Candidate extends QuotedMember {
  /** With the centre. */
  cosine: number;
  /** Cosine with the nearest of the chosen; Infinity: cannot be chosen any more. */
  likeness: number;
}

function bestOf(candidates: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  let bestValue = -Infinity;
  for (const candidate of candidates) {
    const value = TYPICAL * candidate.cosine - (1 - TYPICAL) * candidate.likeness;
    if (value > bestValue) [best, bestValue] = [candidate, value];
  }
  return best;
}

/** The chosen one and its customer are not asked again; what resembles it loses worth. */
function exclude(candidates: readonly Candidate[], chosen: Candidate, vectors: Matrix): void {
  for (const candidate of candidates) {
    const isSpent = candidate === chosen || (candidate.customer !== null && candidate.customer === chosen.customer);
    const likeness = isSpent ? Infinity : dotOfRows(vectors, candidate.member, vectors, chosen.member);
    candidate.likeness = Math.max(candidate.likeness, likeness);
  }
}

const readable = (text: string) => (text.length >= SHORTEST && text.length <= LONGEST ? 1 : 0);

function distinctTexts<T extends { quoted: QuotedMember }>(members: readonly T[]): T[] {
  const seen = new Set<string>();
  return members.filter(({ quoted: { text } }) => {
    const plain = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (plain === '' || seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}
