import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Embedder, EmbedOptions } from './embedder.js';
import { CallQueue, MiningError, type Call } from './call-queue.js';
import { gather, matrixOf, zeros, type Matrix } from './matrix.js';
import { ModelError, shippedModels, type EmbeddingModel } from './model-folder.js';
import {
  isMatrix,
  PART_NUMBERS,
  type ChildSettings,
  type Operation,
  type Operations,
  type ToParent,
} from './mining-protocol.js';

export { MiningError } from './call-queue.js';

export interface MiningOptions {
  /** Folder of a sentence encoder in Hugging Face form; the shipped one when absent. */
  modelFolder?: string | undefined;
  /** Vectors come from here in place of an encoder of our own; the arithmetic stays in the child. */
  remote?: Embedder | undefined;
  /** Encoders at work at the same time, one core each. */
  threads?: number;
  /** Resident memory at which the child is restarted. */
  memoryMb?: number;
  /** Calls that may wait; one more is refused. */
  maxQueued?: number;
  /** Longest time one call may take before the child is killed, ms. Embedding is counted by blocks of 64 texts. */
  timeoutsMs?: Partial<Record<Operation, number>>;
}

export interface MiningState {
  /** `idle` until the first call, `failed` while the model or the process cannot start, `stopped` after close. */
  status: 'idle' | 'starting' | 'ready' | 'failed' | 'stopped';
  reason?: string;
  restarts: number;
  /** Calls that wait or are being worked on. */
  queued: number;
  pid?: number;
}

const TIMEOUTS_MS: Record<Operation, number> = {
  embed: 120_000,
  mine: 1_800_000,
  refit: 1_800_000,
  nearby: 1_800_000,
  place: 120_000,
  second: 120_000,
  similarities: 120_000,
  topk: 120_000,
  hold: 120_000,
  search: 30_000,
};
const START_TIMEOUT_MS = 60_000;
const TEXTS_PER_CALL = 64;
const CALLS_AT_ONCE = 4;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** Starts that may fail in a row before waiting calls are told. */
const STARTS = 4;

/**
 * The mining process: embeds texts and finds themes in a child of its own, so that neither a blocked event loop nor a lack
 * of memory reaches the API. The child is started by the first call, restarted with back-off when it ends, and calls it
 * was working on are tried once more, then rejected with a MiningError. Needs no Nest; safe to make more than one.
 */
export class MiningProcess implements Embedder {
  private readonly settings: ChildSettings;
  private readonly remote: Embedder | null;
  private readonly queue: CallQueue;
  private child: ChildProcess | null = null;
  private ready = false;
  private known: EmbeddingModel | null = null;
  private failure: string | null = null;
  private restarts = 0;
  private failedStarts = 0;
  private restartTimer: NodeJS.Timeout | null = null;
  private startTimer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(options: MiningOptions = {}) {
    const { modelFolder = shippedModels('hearback-support-en'), threads = 2, memoryMb = 1500 } = options;
    this.remote = options.remote ?? null;
    this.settings = {
      modelFolder: this.remote ? null : modelFolder,
      kernelsFolder: shippedModels('kernels'),
      threads,
      memoryMb,
    };
    this.queue = new CallQueue({
      maxQueued: options.maxQueued ?? 1000,
      timeoutsMs: { ...TIMEOUTS_MS, ...options.timeoutsMs },
      send: (call) => this.send(call),
      onTimeout: () => this.child?.kill('SIGKILL'),
    });
  }

  state(): MiningState {
    const pid = this.child?.pid;
    const facts = { restarts: this.restarts, queued: this.queue.size, ...(pid === undefined ? {} : { pid }) };
    if (this.closed) return { status: 'stopped', ...facts };
    if (this.failure) return { status: 'failed', reason: this.failure, ...facts };
    if (this.ready) return { status: 'ready', ...facts };
    return { status: this.child || this.restartTimer ? 'starting' : 'idle', ...facts };
  }

  /** Starts the child and loads the model; rejects with ModelError when the model cannot be used. */
  async model(): Promise<EmbeddingModel> {
    if (this.remote) return this.fromRemote(this.remote.model());
    if (!this.known) await this.call('embed', { texts: [], interactive: true });
    if (!this.known) throw new ModelError(this.failure ?? 'the model is not known yet');
    return this.known;
  }

  /** Unit vectors of the texts, each independent of the others. A repeated text is embedded once. */
  async embed(texts: readonly string[], { priority = 'batch', onProgress }: EmbedOptions = {}): Promise<Matrix> {
    const { dimensions } = await this.model();
    const distinct = [...new Set(texts)];
    const vectors = this.remote
      ? await this.fromRemote(this.remote.embed(distinct, { onProgress }))
      : await this.embedHere(distinct, dimensions, { priority, onProgress });
    return inPlaces(vectors, distinct, texts);
  }

  private async embedHere(
    distinct: readonly string[],
    dimensions: number,
    { priority, onProgress }: EmbedOptions,
  ): Promise<Matrix> {
    const vectors = zeros(distinct.length, dimensions);
    let next = 0;
    let done = 0;
    const work = async () => {
      while (next < distinct.length) {
        const from = next;
        next += TEXTS_PER_CALL;
        const block = distinct.slice(from, from + TEXTS_PER_CALL);
        vectors.data.set(
          (await this.call('embed', { texts: block, interactive: priority === 'interactive' })).data,
          from * dimensions,
        );
        onProgress?.((done += block.length));
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
    return vectors;
  }

  /** Health tells what the endpoint last said; a refused text does not speak against the endpoint. */
  private async fromRemote<T>(answer: Promise<T>): Promise<T> {
    try {
      const value = await answer;
      this.failure = null;
      return value;
    } catch (error) {
      if (error instanceof ModelError) this.failure = error.message;
      throw error;
    }
  }

  /** One operation in the child. Rejects with RangeError for wrong shapes, ModelError, or MiningError. */
  call<Op extends Operation>(op: Op, args: Operations[Op]['args']): Promise<Operations[Op]['result']> {
    if (this.closed) return Promise.reject(new MiningError('the mining process has been stopped'));
    const interactive = op === 'search' || (args as { interactive?: boolean }).interactive === true;
    const result = this.queue.add(op, args as unknown as Record<string, unknown>, interactive);
    if (!this.child && !this.restartTimer) this.start();
    return result as Promise<Operations[Op]['result']>;
  }

  /** Lets calls in progress finish for up to `graceMs`, rejects those that wait, and ends the child. */
  async close(graceMs = 5000): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    if (this.restartTimer) clearTimeout(this.restartTimer);
    if (this.startTimer) clearTimeout(this.startTimer);
    this.queue.rejectWaiting(new MiningError('the mining process is being stopped'));
    await this.queue.settled(this.child && this.ready ? graceMs : 0);
    const child = this.child;
    if (child && child.exitCode === null && child.signalCode === null) {
      await new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      });
    }
    this.queue.rejectAll(new MiningError('the mining process has been stopped'));
  }

  private start(): void {
    const fromSource = import.meta.url.endsWith('.ts');
    const entry = fileURLToPath(new URL(fromSource ? './mining-child.ts' : './mining-child.js', import.meta.url));
    const child = fork(entry, [JSON.stringify(this.settings)], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${this.settings.memoryMb}`, ...(fromSource ? sourceFlags() : [])],
      env: plainEnvironment(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    this.ready = false;
    this.startTimer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
    child.on('message', (message) => this.receive(message as ToParent));
    child.on('error', () => child.kill('SIGKILL'));
    child.once('exit', (code, signal) => this.ended(signal ?? `code ${code}`));
  }

  private receive(message: ToParent): void {
    if (message.type === 'ready') this.started(message);
    else if (message.type === 'over-memory')
      this.failure = `used ${message.rssMb} MB, more than the ${this.settings.memoryMb} MB allowed`;
    else if (message.type === 'error') this.queue.reject(message.id, errorOf(message));
    else {
      this.failedStarts = 0;
      this.queue.resolve(message.id, message.result);
    }
  }

  private started({ model, failure }: { model: EmbeddingModel | null; failure: string | null }): void {
    if (this.startTimer) clearTimeout(this.startTimer);
    this.known = model ?? this.known;
    this.failure = failure;
    this.ready = true;
    this.queue.open();
  }

  /** The child is gone, whatever the reason: a kill, a crash in native code, too much memory, our own timeout. */
  private ended(how: string): void {
    if (this.startTimer) clearTimeout(this.startTimer);
    const failedStart = !this.ready;
    this.child = null;
    this.ready = false;
    if (this.closed) return;
    this.failedStarts = failedStart ? this.failedStarts + 1 : this.failedStarts;
    this.queue.interrupted(this.failure ?? how);
    if (this.failedStarts >= STARTS) {
      this.failure = `the mining process ended ${this.failedStarts} times while starting (${how})`;
      this.queue.rejectAll(new MiningError(this.failure));
    }
    this.restartSoon();
  }

  private restartSoon(): void {
    this.restarts++;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.failedStarts, 10));
    this.restartTimer = setTimeout(() => {
      this.restartTimer = null;
      if (this.queue.size > 0) this.start();
    }, pause);
  }

  private send(call: Call): void {
    const parts = Object.entries(call.args).filter((entry): entry is [string, Matrix] => isMatrix(entry[1]));
    const rest = Object.fromEntries(Object.entries(call.args).filter(([, value]) => !isMatrix(value)));
    const shapes = Object.fromEntries(parts.map(([name, { rows, cols }]) => [name, { rows, cols }]));
    void this.post({ type: 'call', id: call.id, op: call.op, args: rest, parts: shapes }).then(async () => {
      for (const [name, matrix] of parts) await this.postMatrix(call.id, name, matrix);
    });
  }

  private async postMatrix(id: number, name: string, { data, cols }: Matrix): Promise<void> {
    matrixOf(data, cols);
    for (let offset = 0; offset < data.length; offset += PART_NUMBERS) {
      await this.post({ type: 'part', id, name, offset, data: data.subarray(offset, offset + PART_NUMBERS) });
    }
  }

  /** Resolves also when the child is gone: its exit decides what becomes of the call. */
  private post(message: object): Promise<void> {
    return new Promise((resolve) => {
      if (!this.child?.connected) resolve();
      else this.child.send(message, () => resolve());
    });
  }
}

/** One row for each text, in its order, from the rows of the distinct ones. */
function inPlaces(vectors: Matrix, distinct: readonly string[], texts: readonly string[]): Matrix {
  if (distinct.length === texts.length) return vectors;
  const place = new Map(distinct.map((text, i) => [text, i]));
  const rows = texts.map((text) => place.get(text)!);
  return gather(vectors, rows);
}

function errorOf({ message, kind }: { message: string; kind: 'range' | 'model' | 'other' }): Error {
  if (kind === 'range') return new RangeError(message);
  return kind === 'model' ? new ModelError(message) : new MiningError(message);
}

/** The child needs no secret of ours. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const wanted = ['PATH', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH'];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.includes(name)));
}

/** Tests and benchmarks run the sources; Node strips their types. */
function sourceFlags(): string[] {
  const loader = new URL('../../../test/run-from-source.mjs', import.meta.url).href;
  return ['--disable-warning=ExperimentalWarning', '--experimental-transform-types', '--import', loader];
}
