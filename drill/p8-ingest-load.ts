import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { Pool } from 'undici';
import { atLeast, atMost, type Drill, exactly, type Finding } from './drill.js';
import { ticketOf, wordsOf, type Target } from './ingest-senders.js';
import { prepareTarget } from './ingest-target.js';
import { ServiceProcess } from './service-process.js';

export interface LoadPlan {
  webhooks: { perSecond: number; seconds: number };
  batches: { itemsPerSecond: number; seconds: number };
  importRows: number;
}

const BATCH = 100;
const MEGABYTE = 1024 * 1024;

interface Timed {
  latencies: number[];
  failed: number;
  seconds: number;
  generatorShare: number;
  /** Processor seconds that the service used. */
  serviceSeconds: number;
}

/** Webhooks, batches and an import at fixed rates; latency counts from when a request was due. */
export async function measureIngest(plan: LoadPlan, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const service = await ServiceProcess.start({ ROLE: 'web', ...env });
  try {
    const target: Target = { ...(await prepareTarget(env)), url: service.url };
    const { webhooks, batches } = plan;
    const hooks = await openLoop(service, { rate: webhooks.perSecond, seconds: webhooks.seconds }, (n) =>
      webhookRequest(target, n),
    );
    const rest = await openLoop(service, { rate: batches.itemsPerSecond / BATCH, seconds: batches.seconds }, (n) =>
      batchRequest(target, n),
    );
    const file = await importFile(target, plan.importRows, service, env);
    return [
      ...findings(`webhooks, ${webhooks.perSecond}/s for ${webhooks.seconds} s`, hooks, {
        p99Ms: 100,
        rate: webhooks.perSecond,
      }),
      ...findings(`batches of ${BATCH}, ${batches.itemsPerSecond} items/s for ${batches.seconds} s`, rest, {
        p99Ms: 300,
        rate: batches.itemsPerSecond / BATCH,
      }),
      ...file,
    ];
  } finally {
    await service.stop();
  }
}

interface Shot {
  path: string;
  headers: Record<string, string>;
  body: string;
}

async function openLoop(
  service: ServiceProcess,
  { rate, seconds }: { rate: number; seconds: number },
  make: (n: number) => Shot,
): Promise<Timed> {
  const pool = new Pool(service.url, { connections: 32, pipelining: 1 });
  const latencies: number[] = [];
  let failed = 0;
  const shoot = async (n: number, dueAt: number): Promise<void> => {
    const { statusCode, body } = await pool.request({ method: 'POST', ...make(n) });
    await body.dump();
    if (statusCode >= 300) failed++;
    latencies.push(performance.now() - dueAt);
  };
  for (let n = 0; n < 20; n++) await shoot(1_000_000 + n + Math.floor(rate) * 1000, performance.now());
  latencies.length = 0;
  const cpu = process.cpuUsage();
  const serviceBefore = service.cpuSeconds();
  const started = performance.now();
  const pending: Promise<void>[] = [];
  const total = Math.round(rate * seconds);
  while (pending.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * rate) + 1);
    while (pending.length < due) pending.push(shoot(pending.length, started + (pending.length / rate) * 1000));
    await pause(2);
  }
  await Promise.all(pending);
  const took = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  const serviceSeconds = service.cpuSeconds() - serviceBefore;
  await pool.close();
  return {
    latencies: latencies.sort((a, b) => a - b),
    failed,
    seconds: took,
    generatorShare: (used.user + used.system) / 1e6 / took,
    serviceSeconds,
  };
}

function webhookRequest(target: Target, n: number): Shot {
  const body = JSON.stringify({ id: `w${n}`, said: wordsOf(`w${n}`), at: '2026-03-01T10:00:00Z', who: `c${n % 5000}` });
  const [id, at] = [`msg_${randomUUID()}`, new Date()];
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(target.secret).sign(id, at, body),
  };
  return { path: `/v1/webhooks/${target.connectionId}`, headers, body };
}

function batchRequest(target: Target, n: number): Shot {
  const tickets = Array.from({ length: BATCH }, (_, i) => ticketOf(`b${n}i${i}`));
  const headers = {
    authorization: `Bearer ${target.key}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  return { path: '/v1/tickets', headers, body: JSON.stringify({ source: 'load', tickets }) };
}

/** The file is read by a worker process of its own, whose memory is watched. */
async function importFile(
  target: Target,
  rows: number,
  web: ServiceProcess,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-p8-'));
  const path = join(folder, 'rows.csv');
  const lines = Array.from(
    { length: rows },
    (_, i) => `${i},"${wordsOf(`f${i}`)} Please help, it is urgent.",2026-03-01T10:00:00Z,c${i % 20_000}`,
  );
  writeFileSync(path, ['id,message,created_at,customer_id', ...lines].join('\n'));
  const headers = { authorization: `Bearer ${target.key}`, 'content-type': 'text/csv' };
  const before = residentMegabytes(web.pid);
  const started = performance.now();
  const answer = await fetch(`${target.url}/v1/imports?source=rows`, {
    method: 'POST',
    headers,
    body: readFileSync(path),
  });
  const { id } = (await answer.json()) as { id: string };
  const uploaded = (performance.now() - started) / 1000;
  await web.stop();
  const worker = await ServiceProcess.start({ ...env, ROLE: 'all' });
  const idle = residentMegabytes(worker.pid);
  const reading = performance.now();
  let [peak, done] = [idle, false];
  while (!done && performance.now() - reading < 600_000) {
    await pause(200);
    peak = Math.max(peak, residentMegabytes(worker.pid));
    const view = await fetch(`${worker.url}/v1/imports/${id}`, { headers: { authorization: headers.authorization } });
    done = ((await view.json()) as { state: string }).state === 'done';
  }
  const seconds = (performance.now() - reading) / 1000;
  await worker.stop();
  rmSync(folder, { recursive: true, force: true });
  return [
    exactly('import finished', 1, done ? 1 : 0),
    {
      ...atMost(`import of ${rows} rows`, (60 * rows) / 100_000, seconds, ' s'),
      seen: `${seconds.toFixed(1)} s (and ${uploaded.toFixed(1)} s for the upload, ${before} MB)`,
    },
    atMost('memory of the importing process above idle', 256, peak - idle, ' MB'),
  ];
}

function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round((Number(kilobytes ?? 0) * 1024) / MEGABYTE);
}

function findings(
  what: string,
  { latencies, failed, seconds, generatorShare, serviceSeconds }: Timed,
  { p99Ms, rate }: { p99Ms: number; rate: number },
): Finding[] {
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Infinity;
  const p99 = atMost(`${what}: p99`, p99Ms, at(0.99), ' ms');
  const perRequest = ((serviceSeconds * 1000) / latencies.length).toFixed(1);
  const share = `generator ${Math.round(generatorShare * 100)} % of one of ${cpus().length} cores, service ${perRequest} ms of processor time a request`;
  return [
    { ...p99, seen: `${p99.seen} (p50 ${at(0.5).toFixed(1)} ms, max ${at(1).toFixed(1)} ms; ${share})` },
    exactly(`${what}: refused or failed`, 0, failed),
    atLeast(`${what}: requests a second`, rate * 0.97, latencies.length / seconds, '/s'),
  ];
}

export const ingestLoad: Drill = {
  id: 'P8',
  promise: 'Ingest holds load on 2 cores, database and generator included.',
  async run({ isLong }) {
    const folder = mkdtempSync(join(tmpdir(), 'hearback-p8-data-'));
    chmodSync(folder, 0o755);
    const seconds = isLong ? 60 : 10;
    const plan = {
      webhooks: { perSecond: 150, seconds },
      batches: { itemsPerSecond: 3000, seconds },
      importRows: 100_000,
    };
    try {
      return await measureIngest(plan, { DATA_DIR: folder, OUTBOX_DIR: join(folder, 'outbox') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
