import type { Kernels } from '../embedding/kernels.js';
import type { Matrix } from '../embedding/matrix.js';
import { project } from './space.js';

/** A sentence that raises a further issue in a message. */
export interface SecondTheme {
  /** Row of the sentence. */
  sentence: number;
  message: number;
  theme: number;
  similarity: number;
}

/** Cosine in the projected space at which a sentence gives its message a second theme: wrong on 2 to 4 % of single-issue messages. */
const SECOND_AT = 0.6;

/** Sentences of messages and the themes they may raise; matrices stand at the top level so that they can travel in parts. */
export interface SentenceInput {
  /** Of the sentences, small talk left out. */
  vectors: Matrix;
  /** The message each sentence is from. */
  message: Int32Array;
  /** Theme of each message; -1: none. */
  themes: Int32Array;
  /** `projected` of the discovery. */
  mean: Float64Array;
  directions: Matrix;
  centroids: Matrix;
}

/**
 * Further themes of messages, from their sentences: the nearest theme of a sentence when it is another one than the
 * message's own and near enough. One entry a message and theme, the sentence that fits best.
 */
export async function secondThemes(kernels: Kernels, input: SentenceInput): Promise<SecondTheme[]> {
  const { vectors, message: messageOf, themes, mean, directions, centroids } = input;
  if (vectors.rows === 0) return [];
  const { z } = await project(kernels, vectors, { mean, directions });
  const { index, similarity } = await kernels.nearest(z, centroids);
  const best = new Map<string, SecondTheme>();
  for (let sentence = 0; sentence < index.length; sentence++) {
    const message = messageOf[sentence]!;
    const found = { sentence, message, theme: index[sentence]!, similarity: similarity[sentence]! };
    if (found.similarity < SECOND_AT || found.theme === themes[message]) continue;
    const key = `${message} ${found.theme}`;
    if ((best.get(key)?.similarity ?? 0) < found.similarity) best.set(key, found);
  }
  return [...best.values()].sort((a, b) => a.message - b.message || b.similarity - a.similarity);
}
