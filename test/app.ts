import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { boot } from '../src/main.js';
import { loadConfig } from '../src/platform/config.js';
import type { JobCounts } from '../src/platform/jobs/job.js';
import { JobsService } from '../src/platform/jobs/jobs.service.js';

export interface TestApp {
  app: NestFastifyApplication;
  db: DataSource;
  url: string;
  databaseUrl: string;
  outbox: string;
  /** Runs all jobs (or the named ones) until none finds work. */
  drain(now?: Date, queues?: string[]): Promise<Record<string, JobCounts>>;
  get<T>(token: abstract new (...args: never[]) => T): T;
  close(): Promise<void>;
}

const host = (): string => {
  const value = process.env['TEST_POSTGRES_HOST'];
  if (!value) throw new Error('Tests that need the database run by `npm test`, which starts it.');
  return value;
};

async function admin(sql: string): Promise<void> {
  const client = new pg.Client({ host: host(), user: 'hearback', database: 'postgres' });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A fresh database, cloned from the migrated template. */
export async function cloneDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin(`CREATE DATABASE ${name} TEMPLATE template`);
  return `postgres://hearback@localhost/${name}?host=${encodeURIComponent(host())}`;
}

/** Boots the real AppModule on a fresh database and a free port. Jobs run only by `drain`. */
export async function startApp(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const databaseUrl = env['DATABASE_URL'] ?? (await cloneDatabase());
  const folder = mkdtempSync(join(tmpdir(), 'hearback-app-'));
  const outbox = join(folder, 'outbox');
  const defaults = {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: '8',
    LOG_LEVEL: 'error',
    PORT: '0',
    DATA_DIR: folder,
    OUTBOX_DIR: outbox,
  };
  const service = await boot(loadConfig({ ...defaults, ...env }));
  const { app } = service;
  await app.listen(0, '127.0.0.1');
  const address = app.getHttpServer().address() as { port: number };
  const jobs = app.get(JobsService);
  return {
    app,
    db: app.get(DataSource),
    url: `http://127.0.0.1:${address.port}`,
    databaseUrl,
    outbox,
    drain: (now = new Date(), queues) => jobs.drain(now, queues),
    get: (token) => app.get(token, { strict: false }),
    close: () => service.close(),
  };
}
