import { Worker } from 'node:worker_threads';
import { zeros, type Matrix } from './matrix.js';
import { ModelError, readModelFolder, type EmbeddingModel } from './model-folder.js';

interface Job {
  texts: string[];
  vectors: Matrix;
  next: number;
  left: number;
  resolve: (vectors: Matrix) => void;
  reject: (error: Error) => void;
}

/** Texts handed to a thread at once: long enough to hide the messages, short enough to let an urgent text overtake soon. */
const TEXTS_PER_TURN = 8;
/** A model that failed to load is tried again after this long, in case somebody has mended it. */
const RETRY_MS = 10_000;

/**
 * Encoders in worker threads, one core each: measured, two threads with one session each embed 1.05 to 1.2 times as many
 * texts as one session on two cores, and nothing spins while waiting.
 */
export class EncoderPool {
  private threads: Promise<Worker[]> | null = null;
  private failedAt = 0;
  private loaded: EmbeddingModel | null = null;
  private urgent: Job[] = [];
  private usual: Job[] = [];
  private free: Worker[] = [];

  constructor(
    private readonly folder: string,
    private readonly count: number,
    private readonly onLoad: (model: EmbeddingModel) => void,
  ) {}

  /** Loads the model in every thread. Rejects with ModelError when it cannot be used. */
  async load(): Promise<EmbeddingModel> {
    if (!this.threads || (this.failedAt > 0 && Date.now() - this.failedAt > RETRY_MS)) {
      this.failedAt = 0;
      this.threads = this.startThreads();
      this.threads.catch(() => (this.failedAt = Date.now()));
    }
    await this.threads;
    return this.loaded!;
  }

  async embed(texts: string[], urgent = false): Promise<Matrix> {
    const { dimensions } = await this.load();
    if (texts.length === 0) return zeros(0, dimensions);
    return new Promise((resolve, reject) => {
      const job: Job = {
        texts,
        vectors: zeros(texts.length, dimensions),
        next: 0,
        left: texts.length,
        resolve,
        reject,
      };
      (urgent ? this.urgent : this.usual).push(job);
      for (const worker of this.free.splice(0)) this.feed(worker);
    });
  }

  private async startThreads(): Promise<Worker[]> {
    const source = await readModelFolder(this.folder);
    const file = import.meta.url.endsWith('.ts') ? './encoder-worker.ts' : './encoder-worker.js';
    const workers = Array.from(
      { length: this.count },
      () => new Worker(new URL(file, import.meta.url), { workerData: source }),
    );
    const settled = await Promise.allSettled(workers.map((worker) => isReady(worker)));
    const failed = settled.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      await Promise.all(workers.map((worker) => worker.terminate()));
      throw failed.reason;
    }
    this.loaded = source.model;
    this.free = [...workers];
    this.onLoad(source.model);
    return workers;
  }

  /** Gives a thread its next texts, or lets it rest. */
  private feed(worker: Worker): void {
    const job = this.urgent[0] ?? this.usual[0];
    if (!job) {
      this.free.push(worker);
      return;
    }
    const from = job.next;
    job.next = Math.min(job.texts.length, from + TEXTS_PER_TURN);
    if (job.next === job.texts.length) (this.urgent[0] === job ? this.urgent : this.usual).shift();
    worker.once('message', (reply: { vectors?: Float32Array; error?: string }) => {
      this.finish(job, from, reply);
      this.feed(worker);
    });
    worker.postMessage(job.texts.slice(from, job.next));
  }

  private finish(job: Job, from: number, { vectors, error }: { vectors?: Float32Array; error?: string }): void {
    if (!vectors) return job.reject(new Error(error ?? 'the encoder gave no vectors'));
    job.vectors.data.set(vectors, from * job.vectors.cols);
    job.left -= vectors.length / job.vectors.cols;
    if (job.left === 0) job.resolve(job.vectors);
  }
}

/** The first message of a thread says whether its model has loaded. A thread that dies later takes the process with it: it is restarted whole. */
function isReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', ({ error }: { error: string | null }) =>
      error === null ? resolve() : reject(new ModelError(error)),
    );
    worker.once('error', (error) => {
      reject(new ModelError(error.message));
      setImmediate(() => process.exit(1));
    });
  });
}
