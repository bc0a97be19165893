import stemmer from 'natural/lib/natural/stemmers/porter_stemmer.js';
import { words as stopWords } from 'natural/lib/natural/util/stopwords.js';

const ignored = new Set<string>([...stopWords, 'hi', 'hello', 'please', 'thanks', 'thank']);

/** A word as the customer wrote it and the stem by which it is counted. */
export interface Stem {
  stem: string;
  word: string;
}

/** Porter stems of the words that carry meaning, in order; letters and digits of any script, stop words out. */
export function stems(text: string): Stem[] {
  const found = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return found
    .filter((word) => word.length > 1 && !ignored.has(word))
    .map((word) => ({ word, stem: stemmer.stem(word) }));
}
