import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { ModelError, readModelFolder, type EmbeddingModel } from './model-folder.js';

/** What a folder in Hugging Face form holds; `1_Pooling` says how vectors are made of tokens, where the model has it. */
const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const WELCOME = ['1_Pooling/config.json'];
/** The first one that the hub has: quantised weights are half as slow and differ little. */
const WEIGHTS = ['onnx/model_quantized.onnx', 'onnx/model.onnx'];
const TIMEOUT_MS = 30 * 60_000;

export interface FetchOrder {
  /** Base of a hub, such as https://huggingface.co. */
  hub: string;
  id: string;
  revision: string;
  folder: string;
  onFile?: (file: string) => void;
}

/**
 * Fetches an encoder into a folder that appears only when it is whole and can be read. Throws ModelError that says what the hub
 * lacks or what is wrong with the files; an earlier folder stays until then.
 */
export async function fetchModel(order: FetchOrder): Promise<EmbeddingModel> {
  const parts = `${order.folder}.part`;
  await rm(parts, { recursive: true, force: true });
  try {
    for (const file of NEEDED) {
      if (!(await fetchFile(order, file, parts))) throw new ModelError(`${order.id} has no ${file} at ${order.hub}`);
    }
    for (const file of WELCOME) await fetchFile(order, file, parts);
    if (!(await fetchWeights(order, parts)))
      throw new ModelError(`${order.id} has no ${WEIGHTS.join(' or ')} at ${order.hub}: only ONNX weights can be run`);
    const { model } = await readModelFolder(parts);
    await rm(order.folder, { recursive: true, force: true });
    await rename(parts, order.folder);
    return { ...model, name: order.id };
  } finally {
    await rm(parts, { recursive: true, force: true });
  }
}

async function fetchWeights(order: FetchOrder, parts: string): Promise<boolean> {
  for (const file of WEIGHTS) {
    if (await fetchFile(order, file, parts)) return true;
  }
  return false;
}

/** False when the hub does not have the file. */
async function fetchFile({ hub, id, revision, onFile }: FetchOrder, file: string, parts: string): Promise<boolean> {
  const url = `${hub.replace(/\/+$/, '')}/${id}/resolve/${encodeURIComponent(revision)}/${file}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
    throw new ModelError(`${hub} cannot be reached: ${error.message}`);
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    if (response.status === 404) return false;
    throw new ModelError(`${hub} answered ${response.status} for ${file} of ${id}`);
  }
  onFile?.(file);
  await mkdir(dirname(join(parts, file)), { recursive: true });
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(join(parts, file)));
  return true;
}
