import type { Kernels } from '../embedding/kernels.js';
import type { Matrix } from '../embedding/matrix.js';
import { project, type Space } from './space.js';

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

/**
 * Further themes of messages, from their sentences (small talk left out): the nearest theme of a sentence when it is
 * another one than the message's own and near enough. One entry a message and theme, the sentence that fits best.
 */
export async function secondThemes(
  kernels: Kernels,
  { space, centroids }: { space: Space; centroids: Matrix },
  sentences: { vectors: Matrix; message: ArrayLike<number> },
  themeOfMessage: ArrayLike<number>,
): Promise<SecondTheme[]> {
  if (sentences.vectors.rows === 0) return [];
  const { z } = await project(kernels, sentences.vectors, space);
  const { index, similarity } = await kernels.nearest(z, centroids);
  const best = new Map<string, SecondTheme>();
  for (let sentence = 0; sentence < index.length; sentence++) {
    const message = sentences.message[sentence]!;
    const found = { sentence, message, theme: index[sentence]!, similarity: similarity[sentence]! };
    if (found.similarity < SECOND_AT || found.theme === themeOfMessage[message]) continue;
    const key = `${message} ${found.theme}`;
    if ((best.get(key)?.similarity ?? 0) < found.similarity) best.set(key, found);
  }
  return [...best.values()].sort((a, b) => a.message - b.message || b.similarity - a.similarity);
}
