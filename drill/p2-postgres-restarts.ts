import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type RunningPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { atMost, type Drill, exactly, type Finding } from './drill.js';
import { newTally, sendBatch, type Tally, type Target } from './ingest-senders.js';
import { prepareTarget } from './ingest-target.js';
import { ServiceProcess } from './service-process.js';

export interface RestartOrder {
  /** Restarts of each kind: immediate (as after a crash) and fast (as an administrator does). */
  restarts: number;
}

const BATCH = 20;
const SENDERS = 4;
const RECOVERY_SECONDS = 5;

/** A PostgreSQL beside the service, restarted while batches arrive: what was acknowledged must be there afterwards. */
export async function restartWhileIngesting({ restarts }: RestartOrder): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-p2-'));
  chmodSync(folder, 0o755);
  let postgres = await startEmbeddedPostgres(folder);
  const env = { DATABASE_URL: urlOf(postgres), DATA_DIR: join(folder, 'data'), OUTBOX_DIR: join(folder, 'outbox') };
  const service = await ServiceProcess.start(env);
  const target: Target = { ...(await prepareTarget(env)), url: service.url };
  const over = new AbortController();
  const tally = newTally();
  const senders = Array.from({ length: SENDERS }, (_, n) => sendUntil(target, n, tally, over.signal));
  const recoveries: number[] = [];
  try {
    for (let i = 0; i < 2 * restarts; i++) {
      await pause(1000);
      stopPostgres(postgres, i % 2 === 0 ? 'SIGQUIT' : 'SIGINT');
      postgres = await startAgain(folder);
      recoveries.push(await secondsUntilAcknowledged(tally));
    }
    over.abort();
    await Promise.all(senders);
    return [
      ...(await compare(postgres, tally)),
      exactly('exits of the service', 0, service.unexpectedExits),
      exactly('answers with a 5xx that is not 503', 0, tally.errors),
      atMost(
        'slowest first acknowledgement after Postgres accepts again',
        RECOVERY_SECONDS,
        Math.max(...recoveries),
        ' s',
      ),
    ];
  } finally {
    over.abort();
    await Promise.allSettled(senders);
    await service.stop();
    await postgres.release();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends batch after batch; the last one may be given up unacknowledged. */
async function sendUntil(target: Target, n: number, tally: Tally, signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const ids = Array.from({ length: BATCH }, (_, j) => `s${n}b${i}i${j}`);
    await sendBatch(target, ids, tally, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function stopPostgres({ host }: RunningPostgres, signal: NodeJS.Signals): void {
  const pid = Number(readFileSync(join(host, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, signal);
}

async function startAgain(folder: string): Promise<RunningPostgres> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await startEmbeddedPostgres(folder);
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(250);
    }
  }
}

async function secondsUntilAcknowledged(tally: Tally): Promise<number> {
  const [before, started] = [tally.acknowledged.size, Date.now()];
  while (tally.acknowledged.size === before && Date.now() - started < 60_000) await pause(20);
  return (Date.now() - started) / 1000;
}

async function compare(postgres: RunningPostgres, tally: Tally): Promise<Finding[]> {
  const client = new pg.Client({ host: postgres.host, user: postgres.user, database: postgres.database });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(`SELECT source || ':' || external_id AS id FROM ticket`);
    const there = new Set(rows.map((row) => row.id));
    const doubled = await client.query('SELECT masked FROM feedback GROUP BY masked HAVING count(*) > 1');
    const lost = [...tally.acknowledged].filter((id) => !there.has(id)).length;
    const unknown = [...there].filter((id) => !tally.acknowledged.has(id)).length;
    return [
      {
        what: 'items acknowledged',
        wanted: 'any',
        seen: String(tally.acknowledged.size),
        isMet: tally.acknowledged.size > 0,
      },
      exactly('acknowledged items that are lost', 0, lost),
      exactly('texts that are there twice', 0, doubled.rowCount ?? 0),
      atMost('items stored though the sender never heard (batches in flight)', SENDERS * BATCH, unknown),
    ];
  } finally {
    await client.end();
  }
}

function urlOf({ host, user, database }: RunningPostgres): string {
  return `postgres://${user}@localhost/${database}?host=${encodeURIComponent(host)}`;
}

export const postgresRestarts: Drill = {
  id: 'P2',
  promise:
    'Postgres may restart under load: nothing acknowledged is lost, the service stays up and recovers by itself.',
  run: ({ isLong }) => restartWhileIngesting({ restarts: isLong ? 20 : 3 }),
};
