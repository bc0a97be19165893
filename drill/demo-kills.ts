import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.js';
import { type Drill, exactly, type Finding } from './drill.js';

/** Milliseconds after which the demo is killed; spread over start, import, reading, mining and digests. */
const SHORT = [1500, 4000, 9000, 15_000];
const LONG = Array.from({ length: 20 }, (_, i) => 800 + i * 1900);

/** kill -9 of the demo at many moments, then one whole run: nothing acknowledged lost, nothing doubled. */
export const demoKills: Drill = {
  id: 'DEMO',
  promise: 'The demo survives kill -9 at any moment: nothing is lost, nothing is doubled.',
  async run({ isLong }) {
    const folder = mkdtempSync(join(tmpdir(), 'hearback-drill-demo-'));
    chmodSync(folder, 0o755);
    try {
      for (const after of isLong ? LONG : SHORT) await killAfter(runDemo(folder), after);
      const code = await endOf(runDemo(folder));
      const data = join(
        folder,
        readdirSync(folder).find((name) => name.startsWith('demo-'))!,
      );
      return [exactly('exit code of the run that was let finish', 0, code), ...(await count(data))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function runDemo(folder: string): ChildProcess {
  const script = join(import.meta.dirname, '../src/cli/main.js');
  return spawn(process.execPath, [script, 'demo', '--once'], {
    env: { ...process.env, DATA_DIR: folder },
    stdio: 'ignore',
  });
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
}

async function killAfter(child: ChildProcess, ms: number): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await endOf(child);
  clearTimeout(timer);
}

async function count(data: string): Promise<Finding[]> {
  const lines = readFileSync(join(data, 'sample', 'tickets.jsonl'), 'utf8')
    .trimEnd()
    .split('\n').length;
  const postgres = await startEmbeddedPostgres(data);
  const client = new pg.Client({ host: postgres.host, user: postgres.user, database: postgres.database });
  await client.connect();
  try {
    const one = async (sql: string): Promise<number> =>
      Number((await client.query<{ n: string }>(`SELECT ${sql} AS n`)).rows[0]!.n);
    return [
      exactly('tickets, one a line of the file', lines, await one('(SELECT count(*) FROM ticket)')),
      exactly(
        'messages without their statement',
        0,
        await one(
          '(SELECT count(*) FROM feedback f WHERE NOT EXISTS (SELECT FROM statement s WHERE s.feedback_id = f.id))',
        ),
      ),
      exactly(
        'help articles',
        readdirSync(join(data, 'sample', 'articles')).length,
        await one('(SELECT count(*) FROM kb_article WHERE deleted_at IS NULL)'),
      ),
      exactly('teams', 2, await one('(SELECT count(*) FROM team)')),
      exactly('shipped fixes', 2, await one(`(SELECT count(*) FROM action WHERE status = 'shipped')`)),
      exactly('digests', 2, await one('(SELECT count(*) FROM digest)')),
      exactly('mails written', 2, readdirSync(join(data, 'outbox')).filter((name) => name.endsWith('.eml')).length),
    ];
  } finally {
    await client.end();
    await postgres.release();
  }
}
