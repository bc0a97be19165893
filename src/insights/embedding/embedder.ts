import type { Matrix } from './matrix.js';
import type { EmbeddingModel } from './model-folder.js';

export interface EmbedOptions {
  /** `interactive` overtakes everything that is `batch` (the default): a person waits for it. */
  priority?: 'interactive' | 'batch';
  /** Told how many texts are done, now and then. */
  onProgress?: (done: number) => void;
}

/** Texts in, unit vectors out, one row a text in the same order. Vectors of different fingerprints are never compared. */
export interface Embedder {
  model(): Promise<EmbeddingModel>;
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Matrix>;
  close(): Promise<void>;
}
