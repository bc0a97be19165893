import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** What a stored vector must be compared with: vectors of two fingerprints are never mixed. */
export interface EmbeddingModel {
  name: string;
  /** First 16 hex digits of SHA-256 over weights, tokenizer, pooling, dtype and length. */
  fingerprint: string;
  dimensions: number;
  pooling: Pooling;
  dtype: string;
  maxTokens: number;
}
export type Pooling = 'mean' | 'cls';

/** An encoder in Hugging Face form on disk. */
export interface ModelFolder {
  folder: string;
  weights: string;
  model: EmbeddingModel;
}

/** The model cannot be used; the message says which file and why. */
export class ModelError extends Error {}

/** Texts are cut into windows of this many tokens, special tokens included, whatever the model could take. */
const MAX_TOKENS = 256;
/** By preference: quantised weights are half as slow and differ little. */
const WEIGHTS = [
  ['onnx/model_quantized.onnx', 'int8'],
  ['onnx/model.onnx', 'float32'],
] as const;

/** The encoder and the kernels that ship with Hearback, found from the source tree as well as from dist. */
export function shippedModels(name: 'hearback-support-en' | 'kernels'): string {
  const up = import.meta.url.includes('/dist/') ? '../../../../models/' : '../../../models/';
  return fileURLToPath(new URL(up + name, import.meta.url));
}

const HUB_ID = /^[\w.-]+\/[\w.-]+$/;

/** The encoder that is configured: a folder, the id of one that was fetched from a hub, or the shipped one. */
export function encoderFolder(env: { MODEL_DIR?: string | undefined; DATA_DIR?: string | undefined }): string {
  const { MODEL_DIR, DATA_DIR = './data' } = env;
  if (!MODEL_DIR) return shippedModels('hearback-support-en');
  return !existsSync(MODEL_DIR) && HUB_ID.test(MODEL_DIR) ? fetchedFolder(MODEL_DIR, DATA_DIR) : MODEL_DIR;
}

/** Where an encoder of a hub lies once it has been fetched. */
export function fetchedFolder(id: string, dataDir: string): string {
  if (!HUB_ID.test(id)) throw new ModelError(`${id} is not the id of a model, such as Xenova/all-MiniLM-L6-v2`);
  return join(dataDir, 'models', id.replace('/', '--'));
}

/** Reads and fingerprints a model folder. Throws ModelError when a file is missing or is not what it should be. */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const found = WEIGHTS.find(([file]) => existsSync(join(folder, file)));
  if (!found) throw new ModelError(`there is no onnx/model_quantized.onnx or onnx/model.onnx in ${folder}`);
  const [file, dtype] = found;
  const config = await readJson(join(folder, 'config.json'));
  const pooling = await poolingOf(folder);
  const maxTokens = Math.min(MAX_TOKENS, numberOf(config, 'max_position_embeddings') ?? MAX_TOKENS);
  const dimensions = numberOf(config, 'hidden_size');
  if (dimensions === null) throw new ModelError(`config.json in ${folder} does not say hidden_size`);
  const hash = createHash('sha256');
  for (const part of [join(folder, file), join(folder, 'tokenizer.json')]) hash.update(await readPart(part));
  const fingerprint = hash.update(`${pooling} ${dtype} ${maxTokens}`).digest('hex').slice(0, 16);
  const name = folder
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .pop()!;
  return { folder, weights: join(folder, file), model: { name, fingerprint, dimensions, pooling, dtype, maxTokens } };
}

export async function readJson(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new ModelError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new ModelError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

/** sentence-transformers states the pooling in a file of its own; without it, the mean. */
async function poolingOf(folder: string): Promise<Pooling> {
  const path = join(folder, '1_Pooling/config.json');
  if (!existsSync(path)) return 'mean';
  return (await readJson(path)).pooling_mode_cls_token === true ? 'cls' : 'mean';
}

function numberOf(config: Record<string, unknown>, key: string): number | null {
  const value = config[key];
  return typeof value === 'number' ? value : null;
}
