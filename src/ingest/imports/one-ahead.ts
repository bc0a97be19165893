import { setImmediate } from 'node:timers/promises';

/** Lets everything else that waits in this process run before it goes on. */
export const pauseNow = (): Promise<void> => setImmediate();

/** The same items; while the caller works on one, the next is already being made. */
export async function* oneAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const source = items[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (;;) {
      const item = await next;
      if (item.done) return;
      next = source.next();
      // Whoever awaits it below hears of a failure; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await source.return?.();
  }
}
