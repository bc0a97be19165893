/** Best cosine of each article over its chunks, for one message. `chunkArticle[c]` is the article of chunk c. */
export function articleCosines(chunkCosines: Float32Array, chunkArticle: Int32Array, articles: number): Float32Array {
  const best = new Float32Array(articles).fill(-1);
  for (let c = 0; c < chunkArticle.length; c++) {
    const article = chunkArticle[c]!;
    if (chunkCosines[c]! > best[article]!) best[article] = chunkCosines[c]!;
  }
  return best;
}

/** The two best cosines of different articles: how near the help centre comes, and how near it would come without its best. */
export interface BestTwo {
  first: number;
  second: number;
}

/** Best and second-best ARTICLE cosine; -1 where there is none. */
export function bestTwo(cosines: Float32Array): BestTwo {
  let first = -1;
  let second = -1;
  for (const cosine of cosines) {
    if (cosine > first) [first, second] = [cosine, first];
    else if (cosine > second) second = cosine;
  }
  return { first, second };
}

/** Meaning counts most; words help with names and codes that the encoder does not know. Chosen on four help centres. */
const WORD_WEIGHT = 0.2;

/** Articles by best chunk cosine + .2 BM25, best first; ties by position, so the order is the same every time. */
export function rankArticles(
  cosines: Float32Array,
  words: Float64Array,
  limit: number,
): { article: number; score: number }[] {
  return Array.from(cosines, (cosine, article) => ({ article, score: cosine + WORD_WEIGHT * words[article]! }))
    .sort((a, b) => b.score - a.score || a.article - b.article)
    .slice(0, limit);
}
