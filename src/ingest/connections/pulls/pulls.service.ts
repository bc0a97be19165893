import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Connection } from '../connection.entity.js';
import type { Cursor } from './pull-stream.js';
import { Pull } from './pull.entity.js';

export const PULL_QUEUE = 'ingest.pull';

/** A worker is lost when it has not stored a page for this long; waiting for a rate limit takes a minute. */
const CLAIM_SECONDS = 300;

/** Another worker took the pull over: whatever this one still holds must not be stored. */
export class PullLostError extends Error {}

export interface PullOutcome {
  nextRunAt: Date;
  caughtUp: boolean;
  waitsUntil: Date | null;
  /** A sentence for the connection page, or null when all went well. */
  error: string | null;
}

/** The rows that remember how far each stream was read. */
@Injectable()
export class PullsService {
  constructor(private readonly db: DataSource) {}

  /** Makes sure that every stream of a connection has its row. */
  async ensure(connection: Connection, streams: string[], now: Date): Promise<void> {
    for (const stream of streams) {
      await this.db.query(
        `INSERT INTO pull (id, connection_id, stream, next_run_at) VALUES ($1, $2, $3, $4) ON CONFLICT (connection_id, stream) DO NOTHING`,
        [randomUUID(), connection.id, stream, now],
      );
    }
  }

  /** Takes one due stream for this worker, or null when nothing is due. */
  async claim(worker: string, now: Date): Promise<Pull | null> {
    const [row] = await this.db.query<{ id: string }[]>(
      `WITH due AS (
         SELECT p.id FROM pull p JOIN connection c ON c.id = p.connection_id AND c.enabled AND c.credentials IS NOT NULL
         WHERE p.next_run_at <= $1 AND (p.claimed_until IS NULL OR p.claimed_until <= $1)
         ORDER BY p.next_run_at, p.id LIMIT 1 FOR UPDATE OF p SKIP LOCKED
       ), claimed AS (UPDATE pull p SET claimed_by = $2, claimed_until = $3, last_run_at = $1 FROM due WHERE p.id = due.id RETURNING p.id)
       SELECT id FROM claimed`,
      [now, worker, leaseFrom(now)],
    );
    return row ? this.db.getRepository(Pull).findOneByOrFail({ id: row.id }) : null;
  }

  /** Moves the cursor, in the transaction that stores its page, and holds on to the claim. Throws PullLostError without it. */
  async advance(
    em: EntityManager,
    pull: Pull,
    worker: string,
    step: { cursor: Cursor; taken: number; now: Date },
  ): Promise<void> {
    const rows = await em.query<unknown[]>(
      `WITH moved AS (UPDATE pull SET cursor = $3, taken = taken + $4, claimed_until = $5, attempts = 0
         WHERE id = $1 AND claimed_by = $2 RETURNING id) SELECT id FROM moved`,
      [pull.id, worker, JSON.stringify(step.cursor), step.taken, leaseFrom(step.now)],
    );
    if (rows.length === 0) throw new PullLostError('Another worker reads this stream now.');
  }

  async countWait(pull: Pull): Promise<void> {
    await this.db.query('UPDATE pull SET waits = waits + 1 WHERE id = $1', [pull.id]);
  }

  /** Ends a run and says when the next one is due. */
  async release(pull: Pull, worker: string, outcome: PullOutcome, now: Date): Promise<void> {
    const { nextRunAt, caughtUp, waitsUntil, error } = outcome;
    await this.db.query(
      `UPDATE pull SET claimed_by = NULL, claimed_until = NULL, next_run_at = $3, waits_until = $4, last_error = $5,
         attempts = CASE WHEN $5::text IS NULL THEN 0 ELSE attempts + 1 END,
         caught_up_at = CASE WHEN $6 THEN $7 ELSE caught_up_at END
       WHERE id = $1 AND claimed_by = $2`,
      [pull.id, worker, nextRunAt, waitsUntil, error, caughtUp, now],
    );
  }

  /** Asks for a run as soon as possible, for the button "pull now". */
  async hurry(connectionId: string, now: Date): Promise<void> {
    await this.db.query('UPDATE pull SET next_run_at = $2, attempts = 0 WHERE connection_id = $1', [connectionId, now]);
  }

  /** Which of the listed tickets are new or newer than what is stored. */
  async outdated(source: string, listed: { externalId: string; updatedAt: string }[]): Promise<Set<string>> {
    if (listed.length === 0) return new Set();
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT l."externalId" AS id FROM jsonb_to_recordset($2::jsonb) AS l ("externalId" text, "updatedAt" timestamptz)
       LEFT JOIN ticket t ON t.source = $1 AND t.external_id = l."externalId"
       WHERE t.id IS NULL OR t.source_updated_at < l."updatedAt"
         OR NOT EXISTS (SELECT FROM feedback f WHERE f.ticket_id = t.id)`,
      [source, JSON.stringify(listed)],
    );
    return new Set(rows.map((row) => row.id));
  }
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + CLAIM_SECONDS * 1000);
}
