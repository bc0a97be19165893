import { dot, gather, row, type Matrix } from '../../embedding/matrix.js';

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
  const near = members
    .map((member) => ({ ...member, cosine: dot(row(vectors, member.member), centre) }))
    .sort((a, b) => readable(b.text) - readable(a.text) || b.cosine - a.cosine || a.member - b.member)
    .slice(0, CANDIDATES);
  const candidates = distinctTexts(near);
  const rows = gather(
    vectors,
    candidates.map(({ member }) => member),
  );
  const chosen: number[] = [];
  const customers = new Set<string>();
  while (chosen.length < MOST_QUOTES) {
    const next = bestNext(rows, candidates, { chosen, customers });
    if (next < 0) break;
    chosen.push(next);
    if (candidates[next]!.customer !== null) customers.add(candidates[next]!.customer!);
  }
  return chosen.map((i) => candidates[i]!.member);
}

const readable = (text: string) => (text.length >= SHORTEST && text.length <= LONGEST ? 1 : 0);

function distinctTexts<T extends { text: string }>(members: readonly T[]): T[] {
  const seen = new Set<string>();
  return members.filter(({ text }) => {
    const plain = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    if (plain === '' || seen.has(plain)) return false;
    seen.add(plain);
    return true;
  });
}

function bestNext(
  rows: Matrix,
  candidates: readonly (QuotedMember & { cosine: number })[],
  { chosen, customers }: { chosen: number[]; customers: Set<string> },
): number {
  let best = -1;
  let bestValue = -Infinity;
  candidates.forEach(({ cosine, customer }, i) => {
    if (chosen.includes(i) || (customer !== null && customers.has(customer))) return;
    const likeness = chosen.reduce((most, j) => Math.max(most, dot(row(rows, i), row(rows, j))), 0);
    const value = TYPICAL * cosine - (1 - TYPICAL) * likeness;
    if (value > bestValue) [best, bestValue] = [i, value];
  });
  return best;
}
