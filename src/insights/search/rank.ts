/** Okapi BM25's usual constants. */
const K1 = 1.2;
const B = 0.75;
/** Meaning counts most; words help with names and codes that the encoder does not know. Chosen on four help centres. */
const WORD_WEIGHT = 0.2;

/** How often the words of a question stand in one text, and how long the text is. */
export interface WordHits {
  length: number;
  counts: ReadonlyMap<string, number>;
}

/** idf = ln(1 + (N - df + .5) / (df + .5)) of each word of the question; a word nobody used weighs most. */
export function wordWeights(
  words: readonly string[],
  documents: ReadonlyMap<string, number>,
  total: number,
): Map<string, number> {
  return new Map(
    words.map((word) => {
      const df = Math.min(total, documents.get(word) ?? 0);
      return [word, Math.log(1 + (total - df + 0.5) / (df + 0.5))];
    }),
  );
}

/** BM25 divided by the most that the question could score, sum(idf (k1 + 1)): between 0 and 1. */
export function wordScore(
  hits: WordHits | undefined,
  weights: ReadonlyMap<string, number>,
  meanLength: number,
): number {
  if (!hits || weights.size === 0) return 0;
  let score = 0;
  let most = 0;
  for (const [word, idf] of weights) {
    most += idf * (K1 + 1);
    const tf = hits.counts.get(word) ?? 0;
    score += (idf * tf * (K1 + 1)) / (tf + K1 * (1 - B + (B * hits.length) / Math.max(1, meanLength)));
  }
  return most > 0 ? score / most : 0;
}

export interface Scored {
  id: string;
  score: number;
  /** Null: found by words while the encoder was away. */
  cosine: number | null;
}

export interface AskedWords {
  stems: readonly string[];
  documents: ReadonlyMap<string, number>;
  total: number;
  hits: ReadonlyMap<string, WordHits>;
}

/** Texts by cosine + .2 x BM25, best first; ties by id, so that the order is the same every time. */
export function rankByBoth(
  ids: readonly string[],
  cosines: ReadonlyMap<string, number>,
  words: AskedWords | null,
): Scored[] {
  const weights = words ? wordWeights(words.stems, words.documents, words.total) : new Map<string, number>();
  const lengths = words ? [...words.hits.values()].map(({ length }) => length) : [];
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  return ids
    .map((id) => {
      const cosine = cosines.get(id) ?? null;
      return { id, cosine, score: (cosine ?? 0) + WORD_WEIGHT * wordScore(words?.hits.get(id), weights, meanLength) };
    })
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
