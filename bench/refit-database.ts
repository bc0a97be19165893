import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startService } from '../drill/service.js';
import { MiningProcess } from '../src/insights/embedding/mining-process.js';
import { FitService } from '../src/insights/themes/lifecycle/fit.service.js';
import type { TestApp } from '../test/app.js';
import { fillStatements } from './fill-statements.js';

/**
 * What the weekly refit of n statements costs with everything it does in the database: time by part, and the peak memory of
 * the service and of its mining process (Linux). A process of its own fills the tables and finds the first themes, so that
 * what is measured starts small; the newest week has no themes yet. npm run bench:refit -- 30000 100000 300000
 *
 * On two cores, the embedded PostgreSQL beside it (vectors of 384 numbers, 250 planted groups):
 *
 * | statements | whole  | a statement | is it due | sample           | others | tables | service | mining |
 * |-----------:|-------:|------------:|----------:|-----------------:|-------:|-------:|--------:|-------:|
 * |     30,000 |  3.5 s |      116 us |     0.3 s |  30,000 in 1.4 s |        |  1.8 s |  476 MB | 448 MB |
 * |    100,000 |  9.9 s |       99 us |     0.7 s | 100,000 in 3.6 s |        |  5.6 s |  596 MB | 595 MB |
 * |    300,000 | 27.7 s |       92 us |     2.1 s | 100,000 in 3.6 s |  1.8 s | 20.1 s |  692 MB | 585 MB |
 *
 * Beyond 100,000 the sample costs the same and every other statement some 90 us: a page of 4,000 vectors read (28), placed (9),
 * written (34). So 1,000,000 take about a minute and a half and no other way: the memory stays that of the sample and of one
 * page, with 16 bytes of id for each statement, in all under 1.5 GB. What grows is the table, of which a refit writes new
 * similarities nearly everywhere: autovacuum has a week for it. A window of 10,000,000 would take a quarter of an hour; its
 * pages do not depend on each other and could go through several workers.
 */
const NOW = new Date('2026-11-22T12:00:00Z');
const WEEK_MS = 7 * 86_400_000;
const MEGABYTE = 1 << 20;
const PAGE_BYTES = 4096;
const MINING = { MINING_MEMORY_MB: '2000', ROLE: 'web' };

async function fill(folder: string, count: number): Promise<void> {
  const service = await startService({ ...MINING, DATA_DIR: folder });
  try {
    await fillStatements(service, count, NOW);
    const fits = service.get(FitService);
    const due = await fits.due(NOW);
    if (due?.kind !== 'first') throw new Error('no first fit was due');
    await fits.fit(due, NOW);
    const newest = [new Date(NOW.getTime() - WEEK_MS)];
    await service.db.query(
      'DELETE FROM theme_assignment USING feedback f WHERE f.id = statement_id AND f.occurred_at >= $1',
      newest,
    );
    await service.db.query('VACUUM ANALYZE');
  } finally {
    await service.close();
  }
}

/** Resident memory of another process; 0 where the system does not say. */
function residentOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Notes how long calls to the mining process take, by name. */
function timedCalls(mining: MiningProcess): Map<string, number> {
  const times = new Map<string, number>();
  const call = mining.call.bind(mining) as (op: string, args: unknown) => Promise<unknown>;
  const timed = async (op: string, args: unknown) => {
    const start = performance.now();
    try {
      return await call(op, args);
    } finally {
      times.set(op, (times.get(op) ?? 0) + performance.now() - start);
    }
  };
  mining.call = timed as MiningProcess['call'];
  return times;
}

async function refit(service: TestApp, count: number): Promise<string> {
  const mining = service.get(MiningProcess);
  const times = timedCalls(mining);
  await mining.model();
  const peak = { service: 0, mining: 0 };
  const watch = setInterval(() => {
    peak.service = Math.max(peak.service, process.memoryUsage.rss());
    peak.mining = Math.max(peak.mining, residentOf(mining.state().pid));
  }, 50);
  const now = new Date(NOW.getTime() + WEEK_MS);
  const fits = service.get(FitService);
  const start = performance.now();
  const due = await fits.due(now);
  if (due?.kind !== 'weekly') throw new Error('no weekly fit was due');
  const asked = performance.now() - start;
  const counts = await fits.fit(due, now);
  const whole = performance.now() - start;
  clearInterval(watch);
  const [fitted, placed] = [times.get('refit') ?? 0, times.get('place') ?? 0];
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return `weekly refit ${String(count).padStart(7)}: ${seconds(whole)}, ${((1000 * whole) / count).toFixed(0)} us a statement: is it due ${seconds(asked)}, refit of ${counts['sampled']} ${seconds(fitted)}, nearest themes of the others ${seconds(placed)}, tables ${seconds(whole - asked - fitted - placed)}; ${counts['changed']} changed; peak ${(peak.service / MEGABYTE).toFixed(0)} MB and ${(peak.mining / MEGABYTE).toFixed(0)} MB`;
}

async function measure(folder: string, count: number): Promise<void> {
  const service = await startService({ ...MINING, DATA_DIR: folder });
  try {
    console.log(await refit(service, count));
  } finally {
    await service.close();
  }
}

async function fillAndMeasure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-refit-'));
  try {
    // PostgreSQL of an administrator runs under another account.
    chmodSync(folder, 0o755);
    const filling = fork(fileURLToPath(import.meta.url), ['fill', folder, String(count)]);
    const [code] = (await once(filling, 'exit')) as [number | null];
    if (code !== 0) throw new Error('the tables could not be filled');
    await measure(folder, count);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [step, folder, count] = process.argv.slice(2);
if (step === 'fill') await fill(folder!, Number(count));
else if (step === 'measure') await measure(folder!, Number(count));
else {
  const sizes = process.argv.slice(2).map(Number);
  for (const size of sizes.length ? sizes : [30_000, 100_000, 300_000]) await fillAndMeasure(size);
}
