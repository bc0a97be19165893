import { Tokenizer } from '@huggingface/tokenizers';
import * as ort from 'onnxruntime-node';
import { cpus } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiningProcess } from '../src/insights/embedding/mining-process.js';
import { shippedModels } from '../src/insights/embedding/model-folder.js';
import { ownSet, readSet } from './sets.js';

/**
 * Throughput of our whole way (queue, messages between processes, tokenizer, threads) beside bare onnxruntime-node on texts that
 * were tokenised beforehand, one by one, in the same run. Rounds alternate, so that a busy machine hurts both alike.
 */
const ROUNDS = 5;
const folder = shippedModels('hearback-support-en');
const weights = join(folder, 'onnx/model_quantized.onnx');
const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as object;

const set = (await readSet(['banking77/train.csv'], 1000)) ?? ownSet();
const texts = [...new Set(set.map(({ text }) => text))];
const tokenizer = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
const feeds = texts.map((text) => feedsOf(tokenizer.encode(text).ids));

function feedsOf(ids: number[]): Record<string, ort.Tensor> {
  const shape = [1, ids.length];
  return {
    input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
    attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    token_type_ids: new ort.Tensor('int64', new BigInt64Array(ids.length), shape),
  };
}

async function bare(options: ort.InferenceSession.SessionOptions): Promise<() => Promise<void>> {
  const session = await ort.InferenceSession.create(weights, options);
  return async () => {
    for (const feed of feeds) await session.run(feed);
  };
}

const ours = new Map(
  await Promise.all([1, 2].map(async (threads) => [threads, new MiningProcess({ threads })] as const)),
);
const ways = new Map<string, () => Promise<unknown>>([
  ['bare onnxruntime-node, its own choice of threads', await bare({})],
  ['bare onnxruntime-node, 1 thread', await bare({ intraOpNumThreads: 1 })],
  ['bare onnxruntime-node, 2 threads', await bare({ intraOpNumThreads: 2 })],
  ['Hearback, 1 encoder of 1 thread', () => ours.get(1)!.embed(texts)],
  ['Hearback, 2 encoders of 1 thread (shipped)', () => ours.get(2)!.embed(texts)],
]);

const speeds = new Map([...ways.keys()].map((name) => [name, [] as number[]]));
for (const run of ways.values()) await run();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, run] of ways) {
    const start = performance.now();
    await run();
    speeds.get(name)!.push(texts.length / ((performance.now() - start) / 1000));
  }
}
await Promise.all([...ours.values()].map((mining) => mining.close()));

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const reference = median(speeds.get('bare onnxruntime-node, its own choice of threads')!);
console.log(
  `${texts.length} texts, ${cpus().length} cores, ${ROUNDS} rounds; median texts/s (least to most) and ratio to the first line`,
);
for (const [name, values] of speeds) {
  const ratio = (median(values) / reference).toFixed(2);
  console.log(
    `${name.padEnd(52)} ${median(values).toFixed(0).padStart(6)} (${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)})  x ${ratio}`,
  );
}
