import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { boot } from '../src/main.js';
import { loadConfig } from '../src/platform/config.js';
import { JobsService } from '../src/platform/jobs/jobs.service.js';
import type { TestApp } from '../test/app.js';

/** A whole service on a fresh folder and its embedded PostgreSQL, as `npm start` would run it, with jobs run by hand. */
export async function startService(env: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'hearback-drill-'));
  const outbox = join(folder, 'outbox');
  const defaults = { NODE_ENV: 'test', LOG_LEVEL: 'fatal', PORT: '0', DATA_DIR: folder, OUTBOX_DIR: outbox };
  const service = await boot(loadConfig({ ...defaults, ...env }));
  const { app } = service;
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const jobs = app.get(JobsService);
  return {
    app,
    db: app.get(DataSource),
    url: `http://127.0.0.1:${port}`,
    databaseUrl: '',
    outbox,
    drain: (now = new Date(), queues) => jobs.drain(now, queues),
    get: (token) => app.get(token, { strict: false }),
    close: () => service.close(),
  };
}
