import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import type { EventName } from '../connections/desks/desk-events.js';

export const PROCESS_QUEUE = 'ingest.process';

export interface ArrivedEvent extends EventName {
  connectionId: string;
  headers: Record<string, string>;
  body: string;
}

export interface ClaimedEvent {
  id: string;
  connection_id: string;
  type: string;
  body: string;
  received_at: Date;
  attempts: number;
}

/** A worker that has not finished after this long is lost, and its events are given to another one. */
const CLAIM_SECONDS = 15;
const MOST_ATTEMPTS = 5;
/** Wakes are not sent more often than this from one process: under load one run takes many events anyway. */
const WAKE_EVERY_MS = 250;

@Injectable()
export class RawEventsService {
  private lastWake = 0;

  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
  ) {}

  /** Stores a delivery. A repeat of one that is already known changes nothing. Returns whether it was new. */
  async store(event: ArrivedEvent, now: Date): Promise<boolean> {
    const rows = await this.db.query<unknown[]>(
      `INSERT INTO raw_event (id, connection_id, event_key, type, headers, body, received_at, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (connection_id, event_key) DO NOTHING RETURNING id`,
      [randomUUID(), event.connectionId, event.key, event.type, JSON.stringify(event.headers), event.body, now],
    );
    if (rows.length > 0) this.wake(now);
    return rows.length > 0;
  }

  async isStored(connectionId: string, key: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM raw_event WHERE connection_id = $1 AND event_key = $2';
    return (await this.db.query<unknown[]>(sql, [connectionId, key])).length > 0;
  }

  /** Takes due events for this worker, oldest first. Other workers pass over them until the claim is over. */
  async claim(limit: number, worker: string, now: Date): Promise<ClaimedEvent[]> {
    const until = new Date(now.getTime() + CLAIM_SECONDS * 1000);
    const rows = await this.db.query<ClaimedEvent[]>(
      `WITH due AS (
         SELECT id FROM raw_event WHERE next_attempt_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
         ORDER BY next_attempt_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
       ), claimed AS (
         UPDATE raw_event e SET claimed_by = $3, claimed_until = $4 FROM due WHERE e.id = due.id
         RETURNING e.id, e.connection_id, e.type, e.body, e.received_at, e.attempts
       ) SELECT * FROM claimed ORDER BY received_at, id`,
      [now, limit, worker, until],
    );
    return rows;
  }

  /**
   * Marks events as done, in the transaction of their effect. Throws when the claim was lost to another worker, so that
   * the effect of a worker that was frozen for long is rolled back.
   */
  async finish(em: EntityManager, worker: string, done: FinishedEvent[], now: Date): Promise<void> {
    const rows = await em.query<unknown[]>(
      `WITH done AS (
         UPDATE raw_event e SET processed_at = $3, next_attempt_at = NULL, claimed_by = NULL, claimed_until = NULL,
           outcome = r.outcome, last_error = r.error, ticket_ids = r.tickets, attempts = e.attempts + 1
         FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, outcome text, error text, tickets text[])
         WHERE e.id = r.id AND e.claimed_by = $2 AND e.processed_at IS NULL RETURNING e.id
       ) SELECT id FROM done`,
      [JSON.stringify(done), worker, now],
    );
    if (rows.length !== done.length) throw new ClaimLostError('Another worker took these events over.');
  }

  /** Puts an event back with a growing pause, or aside after five attempts. */
  async postpone(event: ClaimedEvent, worker: string, reason: string, now: Date): Promise<void> {
    const attempts = event.attempts + 1;
    const pause = Math.min(3600, 10 * 4 ** (attempts - 1)) * 1000;
    const isOver = attempts >= MOST_ATTEMPTS;
    await this.db.query(
      `UPDATE raw_event SET attempts = $3, last_error = $4, next_attempt_at = $5, outcome = $6, claimed_by = NULL, claimed_until = NULL
       WHERE id = $1 AND claimed_by = $2`,
      [event.id, worker, attempts, reason, isOver ? null : new Date(now.getTime() + pause), isOver ? 'failed' : null],
    );
  }

  /** Gives events that were put aside another chance. Returns how many. */
  async retryFailed(connectionId: string, now: Date): Promise<number> {
    const rows = await this.db.query<unknown[]>(
      `WITH again AS (UPDATE raw_event SET attempts = 0, next_attempt_at = $2, outcome = NULL
         WHERE connection_id = $1 AND outcome = 'failed' RETURNING id) SELECT id FROM again`,
      [connectionId, now],
    );
    if (rows.length > 0) this.wake(now);
    return rows.length;
  }

  private wake(now: Date): void {
    if (now.getTime() - this.lastWake < WAKE_EVERY_MS) return;
    this.lastWake = now.getTime();
    // The job also runs every minute: a wake that fails delays, and loses nothing.
    this.jobs.wake(PROCESS_QUEUE).catch(() => undefined);
  }
}

export interface FinishedEvent {
  id: string;
  outcome: 'stored' | 'nothing' | 'test' | 'refused';
  error: string | null;
  tickets: string[];
}

export class ClaimLostError extends Error {}
