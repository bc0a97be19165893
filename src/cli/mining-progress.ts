import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JobsService } from '../platform/jobs/jobs.service.js';
import { startProgress } from './progress.js';

const WATCH_MS = 500;

/** Embeds, finds themes and judges the help centre, with a bar for the slow part. */
export async function mineWithProgress(app: INestApplicationContext, now: Date): Promise<void> {
  const jobs = app.get(JobsService, { strict: false });
  const db = app.get(DataSource, { strict: false });
  const total = await countOf(db, 'statement');
  const progress = startProgress('Reading messages', total, 'messages');
  const watch = setInterval(
    () => void countOf(db, 'embedding').then((done) => progress.to(Math.min(done, total))),
    WATCH_MS,
  );
  try {
    await jobs.drain(now, ['insights.embed']);
  } finally {
    clearInterval(watch);
    progress.stop();
  }
  await jobs.drain(now, ['insights.assign', 'insights.fit', 'insights.gaps']);
  const [{ themes } = { themes: 0 }] = await db.query<{ themes: number }[]>(
    `SELECT count(*)::int AS themes FROM theme WHERE root_id = id`,
  );
  process.stdout.write(`Themes found: ${themes}\n`);
}

async function countOf(db: DataSource, table: 'statement' | 'embedding'): Promise<number> {
  const [row] = await db.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${table}`);
  return row?.n ?? 0;
}
