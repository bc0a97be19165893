import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One embedded PostgreSQL per run with a migrated database `template`; every test file clones it. */
export default async function startPostgres() {
  const { startEmbeddedPostgres } = await import('../../dist/src/platform/database/embedded-postgres.js');
  const { migrate } = await import('../../dist/src/platform/database/database.js');
  const { migrations } = await import('../../dist/migrations/index.js');
  const { default: pg } = await import('pg');
  const folder = mkdtempSync(join(tmpdir(), 'hearback-test-'));
  // PostgreSQL runs as another account when root runs the tests, and must be able to enter.
  chmodSync(folder, 0o711);
  const postgres = await startEmbeddedPostgres(folder);
  const client = new pg.Client({ host: postgres.host, user: postgres.user, database: 'postgres' });
  await client.connect();
  await client.query('CREATE DATABASE template');
  await client.end();
  await migrate({
    type: 'postgres',
    host: postgres.host,
    username: postgres.user,
    database: 'template',
    migrations,
    migrationsTableName: 'migration',
  });
  process.env.TEST_POSTGRES_HOST = postgres.host;
  globalThis.testPostgres = { ...postgres, folder };
}
