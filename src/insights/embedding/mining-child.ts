import { setPriority } from 'node:os';
import { EncoderPool } from './encoder-pool.js';
import { Kernels } from './kernels.js';
import { zeros, type Matrix } from './matrix.js';
import { ModelError } from './model-folder.js';
import type { ChildSettings, Operation, Operations, ToChild, ToParent } from './mining-protocol.js';
import { place } from '../themes/lifecycle/place.js';
import { secondThemes } from '../themes/second-themes.js';
import { HeldVectors } from './held-vectors.js';
import { ThreadedMiner } from './threaded-miner.js';

/** The entry of the mining process. Its main thread only routes: encoders and miner have threads of their own, so search stays quick during a long run. */

const NICE = 10;
const MEMORY_CHECK_MS = 500;
const settings = JSON.parse(process.argv[2]!) as ChildSettings;

const pool =
  settings.modelFolder === null
    ? null
    : new EncoderPool(settings.modelFolder, settings.threads, (model) => tell({ type: 'ready', model, failure: null }));
const miner = new ThreadedMiner(settings);
const kernels = Kernels.open(settings.kernelsFolder, 1);
const held = new HeldVectors(kernels);
const assembling = new Map<
  number,
  { op: Operation; args: Record<string, unknown>; parts: Record<string, Matrix>; missing: number }
>();

const operations: { [Op in Operation]: (args: Operations[Op]['args']) => Promise<Operations[Op]['result']> } = {
  embed: async ({ texts, interactive }) => {
    if (!pool) throw new ModelError('this process has no encoder of its own');
    return pool.embed(texts, interactive);
  },
  mine: (args) => miner.run('mine', args),
  refit: (args) => miner.run('refit', args),
  nearby: (args) => miner.run('nearby', args),
  place: async (args) => place(await kernels, args),
  second: async (args) => secondThemes(await kernels, args),
  similarities: async ({ rows, columns }) => (await kernels).similarities(rows, columns),
  topk: async ({ queries, rows, k }) => (await kernels).topk(queries, rows, k),
  hold: async (args) => held.hold(args),
  search: (args) => held.search(args),
};

function tell(message: ToParent): void {
  process.send?.(message);
}

function receive(message: ToChild): void {
  if (message.type === 'call') {
    const parts = Object.fromEntries(Object.entries(message.parts).map(([name, s]) => [name, zeros(s.rows, s.cols)]));
    const missing = Object.values(parts).reduce((sum, part) => sum + part.data.length, 0);
    assembling.set(message.id, { op: message.op, args: message.args, parts, missing });
  } else {
    const call = assembling.get(message.id)!;
    call.parts[message.name]!.data.set(message.data, message.offset);
    call.missing -= message.data.length;
  }
  const call = assembling.get(message.id)!;
  if (call.missing > 0) return;
  assembling.delete(message.id);
  void answer(message.id, call.op, { ...call.args, ...call.parts });
}

async function answer(id: number, op: Operation, args: Record<string, unknown>): Promise<void> {
  try {
    const run = operations[op] as (args: unknown) => Promise<unknown>;
    tell({ type: 'result', id, result: await run(args) });
  } catch (error) {
    const kind = error instanceof RangeError ? 'range' : error instanceof ModelError ? 'model' : 'other';
    tell({ type: 'error', id, message: (error as Error).message, kind });
  }
}

function checkMemory(): void {
  const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
  if (rssMb <= settings.memoryMb) return;
  process.send?.({ type: 'over-memory', rssMb } satisfies ToParent, end);
}

/** Native threads do not like to be torn down in the middle of a run; nothing here is worth saving. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

function lowerPriority(): void {
  try {
    setPriority(NICE);
  } catch {
    // Not every platform lets a process be nice; mining works all the same.
  }
}

lowerPriority();
setInterval(checkMemory, MEMORY_CHECK_MS);
process.on('message', receive);
process.on('disconnect', end);
// A model that fails now may be mended later; until then embedding is refused with the reason, mining works.
if (pool) await pool.load().catch((error: Error) => tell({ type: 'ready', model: null, failure: error.message }));
else tell({ type: 'ready', model: null, failure: null });
