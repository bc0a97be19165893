import type { Operation } from './mining-protocol.js';

/** The mining process could not do what was asked; the message says why, without any customer text. */
export class MiningError extends Error {}

export interface Call {
  id: number;
  op: Operation;
  args: Record<string, unknown>;
  interactive: boolean;
  /** Times a child was asked. */
  attempts: number;
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout | null;
}

interface QueueOptions {
  maxQueued: number;
  timeoutsMs: Record<Operation, number>;
  send: (call: Call) => void;
  onTimeout: () => void;
}

/** Batch calls in the child's hands at once: enough to keep every encoder busy while results travel. */
const IN_FLIGHT = 4;
/** A call is handed to a second child when the first one ends, never to a third. */
const ATTEMPTS = 2;

/** Calls that wait for the child and calls it is working on. Every call ends: with a result, or with an error that says why. */
export class CallQueue {
  private waiting: Call[] = [];
  private readonly inFlight = new Map<number, Call>();
  private nextId = 1;
  private isOpen = false;
  private idle: (() => void)[] = [];

  constructor(private readonly options: QueueOptions) {}

  get size(): number {
    return this.waiting.length + this.inFlight.size;
  }

  add(op: Operation, args: Record<string, unknown>, interactive: boolean): Promise<unknown> {
    if (this.waiting.length >= this.options.maxQueued) {
      return Promise.reject(
        new MiningError(`${this.waiting.length} mining calls are waiting already; try again later`),
      );
    }
    return new Promise((resolve, reject) => {
      const call: Call = { id: this.nextId++, op, args, interactive, attempts: 0, resolve, reject, timer: null };
      if (interactive) this.waiting.unshift(call);
      else this.waiting.push(call);
      this.pump();
    });
  }

  /** A child is ready. */
  open(): void {
    this.isOpen = true;
    this.pump();
  }

  resolve(id: number, result: unknown): void {
    this.take(id)?.resolve(result);
    this.pump();
  }

  reject(id: number, error: Error): void {
    this.take(id)?.reject(error);
    this.pump();
  }

  /** The child has ended: what it held goes back to the front, or is rejected when it was the second child. */
  interrupted(why: string): void {
    this.isOpen = false;
    const held = [...this.inFlight.keys()].map((id) => this.take(id)!);
    const [again, lost] = [
      held.filter((call) => call.attempts < ATTEMPTS),
      held.filter((call) => call.attempts >= ATTEMPTS),
    ];
    for (const call of lost) {
      call.reject(new MiningError(`the mining process ended ${call.attempts} times during "${call.op}" (${why})`));
    }
    this.waiting.unshift(...again);
    this.tellIdle();
  }

  rejectWaiting(error: Error): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const call of waiting) call.reject(error);
    this.tellIdle();
  }

  rejectAll(error: Error): void {
    this.rejectWaiting(error);
    for (const id of [...this.inFlight.keys()]) this.take(id)?.reject(error);
    this.tellIdle();
  }

  /** Resolves when nothing is left, at the latest after `graceMs`. */
  settled(graceMs: number): Promise<void> {
    if (this.size === 0 || graceMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private pump(): void {
    while (this.isOpen && this.waiting.length > 0) {
      if (!this.waiting[0]!.interactive && this.inFlight.size >= IN_FLIGHT) return;
      this.dispatch(this.waiting.shift()!);
    }
    this.tellIdle();
  }

  private dispatch(call: Call): void {
    call.attempts++;
    this.inFlight.set(call.id, call);
    call.timer = setTimeout(() => this.timedOut(call), this.options.timeoutsMs[call.op]);
    this.options.send(call);
  }

  private timedOut(call: Call): void {
    const seconds = this.options.timeoutsMs[call.op] / 1000;
    this.take(call.id)?.reject(new MiningError(`"${call.op}" took longer than ${seconds} s`));
    this.options.onTimeout();
  }

  private take(id: number): Call | undefined {
    const call = this.inFlight.get(id);
    if (call?.timer) clearTimeout(call.timer);
    this.inFlight.delete(id);
    return call;
  }

  private tellIdle(): void {
    if (this.size > 0) return;
    for (const tell of this.idle.splice(0)) tell();
  }
}
