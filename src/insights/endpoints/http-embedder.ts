import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Environment } from '../../platform/config.js';
import { askEndpoint, EndpointError, type EndpointOptions } from './openai-endpoint.js';
import { MiningError } from '../embedding/call-queue.js';
import type { Embedder, EmbedOptions } from '../embedding/embedder.js';
import { matrixOf, normaliseRows, zeros, type Matrix } from '../embedding/matrix.js';
import { ModelError, type EmbeddingModel } from '../embedding/model-folder.js';

const TEXTS_PER_REQUEST = 64;
/** Endpoints refuse longer texts than their model can read: some 8,000 tokens for the usual ones. */
const LONGEST_TEXT = 12_000;

const Answer = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1) })),
});

/**
 * Vectors from an OpenAI-compatible endpoint, only when an operator has configured one: masked texts leave the machine.
 * Throws ModelError when the endpoint cannot be used, MiningError when it refuses just these texts.
 */
export class HttpEmbedder implements Embedder {
  private known: Promise<EmbeddingModel> | null = null;

  constructor(private readonly options: EndpointOptions) {}

  /** Asks for one vector to learn the dimensions. The weights cannot be seen, so the fingerprint is of address and model name. */
  model(): Promise<EmbeddingModel> {
    this.known ??= this.describe();
    this.known.catch(() => (this.known = null));
    return this.known;
  }

  async embed(texts: readonly string[], { onProgress }: EmbedOptions = {}): Promise<Matrix> {
    const { dimensions } = await this.model();
    const vectors = zeros(texts.length, dimensions);
    for (let from = 0; from < texts.length; from += TEXTS_PER_REQUEST) {
      const block = await this.request(texts.slice(from, from + TEXTS_PER_REQUEST));
      if (block.cols !== dimensions) {
        throw new ModelError(`the embeddings endpoint gave ${block.cols} dimensions after ${dimensions}`);
      }
      vectors.data.set(block.data, from * dimensions);
      onProgress?.(from + block.rows);
    }
    return vectors;
  }

  async close(): Promise<void> {}

  private async describe(): Promise<EmbeddingModel> {
    const { url, model } = this.options;
    const { cols } = await this.request(['How do I reset my password?']);
    const fingerprint = createHash('sha256').update(`${url} ${model} ${cols}`).digest('hex').slice(0, 16);
    return { name: model, fingerprint, dimensions: cols, pooling: 'mean', dtype: 'remote', maxTokens: 0 };
  }

  private async request(texts: readonly string[]): Promise<Matrix> {
    try {
      const input = texts.map((text) => text.slice(0, LONGEST_TEXT));
      const { data } = await askEndpoint(this.options, 'embeddings', { input, encoding_format: 'float' }, Answer);
      return unitRows(data, texts.length);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      const message = `the embeddings endpoint ${error.message}`;
      throw error.isRefusal ? new MiningError(message) : new ModelError(message);
    }
  }
}

/** The endpoint of the configuration; undefined when none is configured. */
export function remoteEmbedder({
  EMBEDDINGS_URL: url,
  EMBEDDINGS_MODEL: model,
  EMBEDDINGS_API_KEY: apiKey,
}: Environment): HttpEmbedder | undefined {
  return url && model ? new HttpEmbedder({ url, model, apiKey }) : undefined;
}

/** Unit rows in the order of the texts, whatever the order of the answer. */
function unitRows(data: z.infer<typeof Answer>['data'], count: number): Matrix {
  if (data.length !== count) throw new EndpointError('gave an answer of another form');
  const rows = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  const cols = rows[0]!.length;
  if (rows.some((row) => row.length !== cols)) throw new EndpointError('gave vectors of different lengths');
  return normaliseRows(matrixOf(Float32Array.from(rows.flat()), cols));
}
