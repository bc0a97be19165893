import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../../src/platform/config.js';
import { migrate, openDatabase } from '../../src/platform/database/database.js';
import { type RunningPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearback-embedded-'));
  chmodSync(folder, 0o711);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function query<T extends object>(postgres: RunningPostgres, sql: string): Promise<T[]> {
  const client = new pg.Client({ host: postgres.host, user: postgres.user, database: postgres.database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterOf = (data: string): number =>
  Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describe('the embedded PostgreSQL', () => {
  it('starts on an empty folder, keeps what was written, and stops when it is released', async () => {
    const first = await startEmbeddedPostgres(folder);
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS n');
    const pid = postmasterOf(folder);
    await first.release();
    expect(isAlive(pid)).toBe(false);
    const second = await startEmbeddedPostgres(folder);
    expect(await query(second, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await second.release();
  });

  it('has no port and no file that others may read', async () => {
    const postgres = await startEmbeddedPostgres(folder);
    expect(await query(postgres, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
    expect(
      execFileSync('stat', ['-c', '%a', join(folder, 'postgres')])
        .toString()
        .trim(),
    ).toBe('700');
    await postgres.release();
  });

  it('is shared: a second start adopts it, and the first to leave does not stop it', async () => {
    const [first, second] = await Promise.all([startEmbeddedPostgres(folder), startEmbeddedPostgres(folder)]);
    const other = spawn(process.execPath, ['--input-type=module', '-e', heldOpen(second.host)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => other.stdout.once('data', resolve));
    await first.release();
    expect(await query(second, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    other.kill();
    await new Promise((resolve) => other.once('exit', resolve));
    await second.release();
    expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
  });

  it('recovers after its postmaster was killed with -9, with everything that was acknowledged', async () => {
    const first = await startEmbeddedPostgres(folder);
    await query(first, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    process.kill(postmasterOf(folder), 'SIGKILL');
    const second = await startEmbeddedPostgres(folder);
    expect(await query(second, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1000 }]);
    await second.release();
  });

  it('works in a folder whose path is longer than a socket may be', async () => {
    const deep = join(folder, 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(deep, { recursive: true, mode: 0o711 });
    const postgres = await startEmbeddedPostgres(deep);
    expect(await query(postgres, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await postgres.release();
  });

  it('is migrated once when three replicas start together', async () => {
    const database = await openDatabase(loadConfig({ DATA_DIR: folder }));
    const ran = await Promise.all([1, 2, 3].map(() => migrate(database.options)));
    expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
    await database.release();
  });
});

/** A program that holds a connection until it is stopped. */
function heldOpen(host: string): string {
  return `import pg from ${JSON.stringify(join(process.cwd(), 'node_modules/pg/lib/index.js'))};
    const client = new pg.Client({ host: ${JSON.stringify(host)}, user: 'hearback', database: 'hearback' });
    await client.connect();
    console.log('open');
    setInterval(() => {}, 1000);`;
}
