import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** How a connection does, from the tables in which it works. Times are NULL when nothing of the kind happened. */
export interface ConnectionHealth {
  lastEventAt: Date | null;
  /** Seconds for which the oldest unprocessed delivery waits; 0 when none does. */
  lagSeconds: number;
  waiting: number;
  /** Deliveries of the last seven days, by outcome. */
  processed: number;
  refused: number;
  failed: number;
  lastError: string | null;
  signatureFailures: number;
  lastSignatureFailureAt: Date | null;
  pulls: PullHealth[];
}

export interface PullHealth {
  stream: string;
  taken: number;
  caughtUpAt: Date | null;
  lastRunAt: Date | null;
  nextRunAt: Date | null;
  /** How often the help desk asked us to wait, and until when it does now. */
  waits: number;
  waitsUntil: Date | null;
  lastError: string | null;
}

const WEEK_MS = 7 * 86_400_000;

const EVENTS = `
  SELECT max(received_at) AS "lastEventAt",
    coalesce(extract(epoch FROM $2 - min(received_at) FILTER (WHERE next_attempt_at IS NOT NULL)), 0)::float AS "lagSeconds",
    count(*) FILTER (WHERE next_attempt_at IS NOT NULL)::int AS waiting,
    count(*) FILTER (WHERE processed_at IS NOT NULL AND outcome <> 'refused' AND received_at > $3)::int AS processed,
    count(*) FILTER (WHERE outcome = 'refused' AND received_at > $3)::int AS refused,
    count(*) FILTER (WHERE outcome = 'failed' AND received_at > $3)::int AS failed,
    (array_agg(last_error ORDER BY received_at DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS "lastError"
  FROM raw_event WHERE connection_id = $1 AND type <> 'test'`;

const PULLS = `
  SELECT stream, taken, caught_up_at AS "caughtUpAt", last_run_at AS "lastRunAt", next_run_at AS "nextRunAt", waits,
    CASE WHEN waits_until > $2 THEN waits_until END AS "waitsUntil", last_error AS "lastError"
  FROM pull WHERE connection_id = $1 ORDER BY stream DESC`;

@Injectable()
export class ConnectionHealthReader {
  constructor(private readonly db: DataSource) {}

  async read(
    connection: { id: string; signatureFailures: number; lastSignatureFailureAt: Date | null },
    now: Date,
  ): Promise<ConnectionHealth> {
    const { id, signatureFailures, lastSignatureFailureAt } = connection;
    const since = new Date(now.getTime() - WEEK_MS);
    type Counted = Omit<ConnectionHealth, 'pulls' | 'signatureFailures' | 'lastSignatureFailureAt'>;
    const [events] = await this.db.query<[Counted]>(EVENTS, [id, now, since]);
    const pulls = await this.db.query<PullHealth[]>(PULLS, [id, now]);
    return {
      ...events,
      lagSeconds: Math.max(0, Math.round(events.lagSeconds)),
      signatureFailures,
      lastSignatureFailureAt,
      pulls,
    };
  }
}
