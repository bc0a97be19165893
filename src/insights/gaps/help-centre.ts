import { bm25, wordIndex, type WordIndex } from './bm25.js';
import { chunkArticle, type Article, type Chunk } from '../../ingest/articles/chunks.js';
import { articleCosines, bestTwo, rankArticles, type BestTwo } from './rank-articles.js';

/** A help centre ready to be compared with messages; the vectors of `chunks` are kept by the caller, in the same order. */
export interface HelpCentre {
  articles: readonly Article[];
  chunks: readonly Chunk[];
  /** Article (by position) of each chunk. */
  chunkArticle: Int32Array;
  words: WordIndex;
}

/** Divides all articles and counts their words. */
export function openHelpCentre(articles: readonly Article[]): HelpCentre {
  const pieces = articles.map(chunkArticle);
  return {
    articles,
    chunks: pieces.flat(),
    chunkArticle: Int32Array.from(pieces.flatMap((list, article) => list.map(() => article))),
    words: wordIndex(articles.map(({ title, text }) => `${title}\n${text}`)),
  };
}

export interface MessageCoverage {
  /** Best cosine of each article, by position. */
  cosines: Float32Array;
  best: BestTwo;
}

/** How near the help centre comes to one message, from the cosines of its vector with every chunk. */
export function coverMessage({ chunkArticle, articles }: HelpCentre, chunkCosines: Float32Array): MessageCoverage {
  const cosines = articleCosines(chunkCosines, chunkArticle, articles.length);
  return { cosines, best: bestTwo(cosines) };
}

/** The articles that suit a message best, by meaning and words. */
export function suggestArticles(helpCentre: HelpCentre, text: string, cosines: Float32Array, limit = 5) {
  return rankArticles(cosines, bm25(helpCentre.words, text), limit).map(({ article, score }) => ({
    id: helpCentre.articles[article]!.id,
    score,
  }));
}
