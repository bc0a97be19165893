import { stems } from './stems.js';

const K1 = 1.2;
const B = 0.75;

/** Word counts of documents, ready to be searched; documents are known by their position. */
export interface WordIndex {
  /** For each stem: which documents hold it, and how its count there is weighted. */
  postings: ReadonlyMap<string, readonly { document: number; weight: number }[]>;
  documents: number;
}

/** Counts the stems of each document; the BM25 weight f (k1+1) / (f + k1 (1 - b + b length/mean)) is fixed here. */
export function wordIndex(documents: readonly string[]): WordIndex {
  const counted = documents.map((document) => stems(document));
  const mean = counted.reduce((sum, list) => sum + list.length, 0) / Math.max(1, documents.length) || 1;
  const postings = new Map<string, { document: number; weight: number }[]>();
  counted.forEach((list, document) => {
    const counts = new Map<string, number>();
    for (const { stem } of list) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    for (const [stem, f] of counts) {
      const weight = (f * (K1 + 1)) / (f + K1 * (1 - B + (B * list.length) / mean));
      if (!postings.has(stem)) postings.set(stem, []);
      postings.get(stem)!.push({ document, weight });
    }
  });
  return { postings, documents: documents.length };
}

/** Robertson's inverse document frequency, ln(1 + (N - df + .5)/(df + .5)). */
export function inverseDocumentFrequency({ postings, documents }: WordIndex, stem: string): number {
  const df = postings.get(stem)?.length ?? 0;
  return Math.log(1 + (documents - df + 0.5) / (df + 0.5));
}

/**
 * BM25 of every document for a query (Robertson and Zaragoza 2009), divided by sum(idf (k1+1)), the score of a document that
 * held every word of the query without end: 0..1, comparable between queries of different length.
 */
export function bm25(index: WordIndex, query: string): Float64Array {
  const scores = new Float64Array(index.documents);
  let most = 0;
  for (const stem of new Set(stems(query).map((found) => found.stem))) {
    const idf = inverseDocumentFrequency(index, stem);
    most += idf * (K1 + 1);
    for (const { document, weight } of index.postings.get(stem) ?? []) scores[document]! += idf * weight;
  }
  return most > 0 ? scores.map((score) => score / most) : scores;
}
