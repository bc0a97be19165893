import { monitorEventLoopDelay } from 'node:perf_hooks';
import { FitService } from '../src/insights/themes/lifecycle/fit.service.js';
import { fillStatements } from '../bench/fill-statements.js';
import { atLeast, atMost, type Drill, exactly } from './drill.js';
import { startService } from './service.js';

const STATEMENTS = 50_000;
const NANOSECONDS = 1e6;

/** A fit over 50,000 statements in the same process as the API, which must not notice. */
export const miningBesideTheApi: Drill = {
  id: 'P16',
  promise: 'Mining never blocks the API: p99 of the event loop delay under 50 ms while 50,000 statements are mined.',
  async run() {
    const service = await startService({ MINING_MEMORY_MB: '3000' });
    try {
      const now = new Date();
      await fillStatements(service, STATEMENTS, now);
      const fits = service.get(FitService);
      const due = await fits.due(now);
      if (!due) throw new Error('no fit was due');
      const delay = monitorEventLoopDelay({ resolution: 5 });
      const latencies: number[] = [];
      let isOver = false;
      const probing = probe(service.url, latencies, () => isOver);
      delay.enable();
      const start = performance.now();
      const counts = await fits.fit(due, now);
      const seconds = (performance.now() - start) / 1000;
      delay.disable();
      isOver = true;
      await probing;
      latencies.sort((a, b) => a - b);
      return [
        exactly('statements mined', STATEMENTS, counts['statements'] ?? 0),
        atLeast('themes found', 50, counts['born'] ?? 0),
        atMost('p99 of the event loop delay', 50, delay.percentile(99) / NANOSECONDS, ' ms'),
        atMost('p99 of /health/live', 100, latencies[Math.floor(0.99 * latencies.length)] ?? Infinity, ' ms'),
        atMost('the whole fit, tables included', 60, seconds, ' s'),
      ];
    } finally {
      await service.close();
    }
  },
};

async function probe(url: string, latencies: number[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const start = performance.now();
    await (await fetch(`${url}/health/live`)).text();
    latencies.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
