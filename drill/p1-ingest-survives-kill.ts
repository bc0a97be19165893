import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { type Drill, exactly, type Finding, inParallel } from './drill.js';
import { newTally, sendBatch, sendFile, sendWebhook, type Tally, type Target } from './ingest-senders.js';
import { prepareTarget } from './ingest-target.js';
import { ServiceProcess } from './service-process.js';

export interface KillOrder {
  items: number;
  kills: number;
  /** Every so many kills, Postgres is killed as well. Only with the embedded one. */
  postgresToo: number;
}

const BATCH = 50;
const DRAIN_MS = 240_000;

/** A third of the items each by webhook, REST and file, while the service is killed at random moments. */
export async function killWhileIngesting(order: KillOrder, env: NodeJS.ProcessEnv, seed = 7): Promise<Finding[]> {
  const target: Target = { ...(await prepareTarget(env)), url: '' };
  const service = await ServiceProcess.start(env);
  target.url = service.url;
  const third = Math.floor(order.items / 3);
  const ids = (kind: string) => Array.from({ length: third }, (_, i) => `${kind}${i}`);
  const tally = newTally();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), 60_000 + order.kills * 20_000);
  const sending = sendAll(target, { hooks: ids('h'), rest: ids('r'), file: ids('f') }, tally, over.signal);
  const random = pseudoRandom(seed);
  try {
    for (let kill = 1; kill <= order.kills; kill++) {
      await pause(200 + random() * 1200);
      await service.kill();
      if (order.postgresToo > 0 && kill % order.postgresToo === 0) killPostgres(env['DATA_DIR']!);
      await service.startAgain();
    }
    await sending;
    return [
      ...(await compare(env, tally, third)),
      exactly('answers with a 5xx that is not 503', 0, tally.errors),
      repeats(tally),
    ];
  } finally {
    clearTimeout(timer);
    over.abort();
    await sending.catch(() => undefined);
    await service.stop();
  }
}

async function sendAll(
  target: Target,
  ids: { hooks: string[]; rest: string[]; file: string[] },
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(ids.rest.length / BATCH) }, (_, i) =>
    ids.rest.slice(i * BATCH, (i + 1) * BATCH),
  );
  await Promise.all([
    inParallel(ids.hooks, 8, (id) => sendWebhook(target, id, tally, signal)),
    inParallel(batches, 2, (batch) => sendBatch(target, batch, tally, signal)),
    sendFile(target, ids.file, tally, signal),
  ]);
}

function repeats(tally: Tally): Finding {
  return {
    what: 'attempts that met a dead service and were repeated',
    wanted: 'any',
    seen: String(tally.repeated),
    isMet: true,
  };
}

/** Waits until the jobs have taken everything, then compares what was acknowledged with what is there. */
async function compare(env: NodeJS.ProcessEnv, tally: Tally, third: number): Promise<Finding[]> {
  const client = await connect(env);
  try {
    const stored = async (): Promise<string[]> => {
      const sql = `SELECT source || ':' || external_id AS id FROM ticket WHERE source IN ('hook', 'rest', 'file')`;
      return (await client.query<{ id: string }>(sql)).rows.map((row) => row.id);
    };
    for (const end = Date.now() + DRAIN_MS; Date.now() < end && (await stored()).length < tally.acknowledged.size;)
      await pause(500);
    const there = new Set(await stored());
    const lost = [...tally.acknowledged].filter((id) => !there.has(id)).length;
    const doubled = await client.query(
      `SELECT masked FROM feedback WHERE source IN ('hook', 'rest', 'file') GROUP BY masked HAVING count(*) > 1`,
    );
    const without = await client.query(
      `SELECT 1 FROM feedback f WHERE NOT EXISTS (SELECT FROM statement s WHERE s.feedback_id = f.id)`,
    );
    return [
      exactly('items acknowledged', 3 * third, tally.acknowledged.size),
      exactly('acknowledged items that are lost', 0, lost),
      exactly(
        'items that are there though never acknowledged',
        0,
        [...there].filter((id) => !tally.acknowledged.has(id)).length,
      ),
      exactly('texts that are there twice', 0, doubled.rowCount ?? 0),
      exactly('texts without their statement', 0, without.rowCount ?? 0),
    ];
  } finally {
    await client.end();
  }
}

async function connect(env: NodeJS.ProcessEnv): Promise<pg.Client> {
  const url = env['DATABASE_URL'];
  const client = new pg.Client(
    url ? { connectionString: url } : embedded(await startEmbeddedPostgres(env['DATA_DIR']!)),
  );
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function embedded({ host, user, database }: { host: string; user: string; database: string }): pg.ClientConfig {
  return { host, user, database };
}

function killPostgres(dataDir: string): void {
  const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
}

function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

export const ingestSurvivesKill: Drill = {
  id: 'P1',
  promise: 'Ingest survives kill -9: nothing acknowledged is lost, nothing is doubled.',
  async run({ isLong }) {
    const folder = mkdtempSync(join(tmpdir(), 'hearback-p1-'));
    chmodSync(folder, 0o755);
    const order = isLong ? { items: 50_000, kills: 200, postgresToo: 4 } : { items: 10_000, kills: 20, postgresToo: 5 };
    try {
      return await killWhileIngesting(order, { DATA_DIR: folder, OUTBOX_DIR: join(folder, 'outbox') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
