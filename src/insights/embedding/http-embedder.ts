import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Embedder, EmbedOptions } from './embedder.js';
import { matrixOf, normaliseRows, zeros, type Matrix } from './matrix.js';
import { ModelError, type EmbeddingModel } from './model-folder.js';

export interface HttpEmbedderOptions {
  /** Base of an OpenAI-compatible API, such as http://localhost:11434/v1. */
  url: string;
  model: string;
  apiKey?: string | undefined;
  timeoutMs?: number;
}

const TEXTS_PER_REQUEST = 64;
const TIMEOUT_MS = 30_000;
const ATTEMPTS = 3;
const PAUSE_MS = 500;

const Answer = z.object({
  data: z.array(z.object({ index: z.number().int(), embedding: z.array(z.number()).min(1) })),
});

/**
 * Vectors from an OpenAI-compatible endpoint, only when an operator has configured one: texts leave the machine. Busy or
 * broken answers (429, 5xx, time-outs) are tried three times; anything else is a ModelError that names no text and no key.
 */
export class HttpEmbedder implements Embedder {
  private known: Promise<EmbeddingModel> | null = null;

  constructor(private readonly options: HttpEmbedderOptions) {}

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
    for (let attempt = 1; ; attempt++) {
      const answer = await this.post(texts);
      if ('vectors' in answer) return answer.vectors;
      if (!answer.again || attempt === ATTEMPTS) throw new ModelError(`the embeddings endpoint ${answer.problem}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
    }
  }

  private async post(texts: readonly string[]): Promise<{ vectors: Matrix } | { problem: string; again: boolean }> {
    const { url, model, apiKey, timeoutMs = TIMEOUT_MS } = this.options;
    try {
      const response = await fetch(`${url.replace(/\/+$/, '')}/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
        body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) {
        await response.body?.cancel();
        return { problem: `answered ${response.status}`, again: response.status === 429 || response.status >= 500 };
      }
      return readAnswer(await response.json(), texts.length);
    } catch (error) {
      const problem =
        (error as Error).name === 'TimeoutError' ? `did not answer within ${timeoutMs} ms` : 'cannot be reached';
      return { problem, again: true };
    }
  }
}

/** Unit rows in the order of the texts, whatever the order of the answer. */
function readAnswer(body: unknown, count: number): { vectors: Matrix } | { problem: string; again: boolean } {
  const parsed = Answer.safeParse(body);
  if (!parsed.success || parsed.data.data.length !== count)
    return { problem: 'gave an answer of another form', again: false };
  const rows = [...parsed.data.data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  const cols = rows[0]!.length;
  if (rows.some((row) => row.length !== cols)) return { problem: 'gave vectors of different lengths', again: false };
  return { vectors: normaliseRows(matrixOf(Float32Array.from(rows.flat()), cols)) };
}
