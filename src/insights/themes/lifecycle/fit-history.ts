import type { DataSource } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { themeWindow } from '../theme-window.js';

const HOUR_MS = 3_600_000;

/** Twelve weeks that end with the newest message, so that an old export is mined as well as a live stream; older messages keep the theme they had. */
export async function fitWindow(db: DataSource, now: Date): Promise<Period | null> {
  const [row] = await db.query<{ newest: Date | null }[]>(
    'SELECT max(occurred_at) AS newest FROM feedback WHERE occurred_at <= $1 AND deleted_at IS NULL',
    [now],
  );
  if (!row?.newest) return null;
  return { from: themeWindow(row.newest).from, to: new Date(row.newest.getTime() + 1) };
}

/** A fit that failed is not tried again at once: what it failed of is told in health. */
export async function failedLately(db: DataSource, now: Date): Promise<boolean> {
  const [last] = await db.query<{ state: string; at: Date }[]>(
    'SELECT state, started_at AS at FROM mining_run ORDER BY position DESC LIMIT 1',
  );
  return last?.state === 'failed' && now.getTime() - last.at.getTime() < HOUR_MS;
}

/** The newest fit that was stored; `discoveredAmong`: how many statements the newest discovery looked at. */
export async function lastFit(db: DataSource, thisWeek: Date) {
  const [last] = await db.query<{ startedAt: Date; encoderId: number; discoveredAmong: number }[]>(
    `SELECT started_at AS "startedAt", encoder_id AS "encoderId",
       (SELECT (d.counts ->> 'statements')::int FROM mining_run d WHERE d.state = 'done' AND d.kind IN ('first', 'grown') ORDER BY position DESC LIMIT 1) AS "discoveredAmong"
     FROM mining_run WHERE state = 'done' ORDER BY position DESC LIMIT 1`,
  );
  return last ? { ...last, isThisWeek: last.startedAt >= thisWeek } : null;
}
