import { Worker } from 'node:worker_threads';
import type { ChildSettings, Operations } from './mining-protocol.js';
import { isMatrix } from './mining-protocol.js';

interface Reply {
  id: number;
  result?: unknown;
  error?: { message: string; range: boolean };
}
type Mined = 'mine' | 'refit' | 'nearby';

/** Long runs in a worker thread of their own; the vectors move there without a copy. One run at a time. */
export class ThreadedMiner {
  private worker: Worker | null = null;
  private readonly open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  private nextId = 1;

  constructor(private readonly settings: ChildSettings) {}

  run<Op extends Mined>(op: Op, args: Operations[Op]['args']): Promise<Operations[Op]['result']> {
    this.worker ??= this.start();
    const id = this.nextId++;
    const buffers = Object.values(args)
      .filter(isMatrix)
      .map((matrix) => matrix.data.buffer as ArrayBuffer);
    return new Promise((resolve, reject) => {
      this.open.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.worker!.postMessage({ id, op, args }, buffers);
    });
  }

  private start(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './mining-worker.ts' : './mining-worker.js';
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: this.settings,
      resourceLimits: { maxOldGenerationSizeMb: this.settings.memoryMb },
    });
    worker.on('message', ({ id, result, error }: Reply) => {
      const call = this.open.get(id);
      this.open.delete(id);
      if (!error) call?.resolve(result);
      else call?.reject(error.range ? new RangeError(error.message) : new Error(error.message));
    });
    worker.on('error', (error) => this.ended(error));
    return worker;
  }

  /** Out of memory in the thread alone: the next call gets a fresh one. */
  private ended(error: Error): void {
    this.worker = null;
    for (const { reject } of this.open.values()) reject(new Error(`mining stopped: ${error.message}`));
    this.open.clear();
  }
}
