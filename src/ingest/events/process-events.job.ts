import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isAway } from '../../platform/http/problem.js';
import { parseStrictJson } from '../../platform/http/json.js';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { ChangesService } from '../connections/changes.service.js';
import type { Connection } from '../connections/connection.entity.js';
import { ConnectionsService } from '../connections/connections.service.js';
import { changesOf, isTest } from '../connections/desks/desk-events.js';
import type { SourceChange } from '../connections/source-change.js';
import { inTransaction } from '../transaction.js';
import { type ClaimedEvent, ClaimLostError, type FinishedEvent, RawEventsService } from './raw-events.service.js';

const EVENTS_AT_ONCE = 50;
/** Wider than any body that the edge lets in. */
export const EVENT_JSON = { depth: 64, keys: 50_000, items: 20_000 };

interface ReadEvent {
  event: ClaimedEvent;
  changes: SourceChange[];
  /** Set when the body makes no sense at all. */
  unreadable: string | null;
  isTest: boolean;
}

/** Turns stored deliveries into tickets. Many workers may run; each takes its own events, and an effect counts once. */
@Injectable()
export class ProcessEventsJob implements Job {
  private readonly logger = new Logger(ProcessEventsJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly events: RawEventsService,
    private readonly connections: ConnectionsService,
    private readonly changes: ChangesService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts: JobCounts = { processed: 0, failed: 0 };
    const worker = randomUUID();
    while (!signal.aborted) {
      const claimed = await this.events.claim(EVENTS_AT_ONCE, worker, now);
      if (claimed.length === 0) break;
      for (const [connectionId, own] of Map.groupBy(claimed, (event) => event.connection_id)) {
        const failed = await this.processAll(await this.connections.get(connectionId), own, worker, now);
        counts['failed']! += failed;
        counts['processed']! += own.length - failed;
      }
    }
    return counts;
  }

  /** All in one transaction; one by one only when that fails, so that one poisonous event stops nobody. Returns how many failed. */
  private async processAll(connection: Connection, events: ClaimedEvent[], worker: string, now: Date): Promise<number> {
    const read = events.map((event) => readEvent(connection, event));
    try {
      await this.process(connection, read, worker, now);
      return 0;
    } catch (error) {
      if (error instanceof ClaimLostError || isAway(error)) throw error;
    }
    let failed = 0;
    for (const one of read) failed += await this.processAlone(connection, one, worker, now);
    return failed;
  }

  private async processAlone(connection: Connection, one: ReadEvent, worker: string, now: Date): Promise<number> {
    try {
      await this.process(connection, [one], worker, now);
      return 0;
    } catch (error) {
      if (error instanceof ClaimLostError || isAway(error)) throw error;
      // Only class and code: the message of a driver may quote what a customer wrote.
      const { name, code } = error as Error & { code?: string };
      const reason = code ? `${name} ${code}` : name;
      this.logger.warn({ event: 'raw-event.not-processed', id: one.event.id, attempt: one.event.attempts + 1, reason });
      await this.events.postpone(one.event, worker, reason, now);
      return 1;
    }
  }

  private async process(connection: Connection, read: ReadEvent[], worker: string, now: Date): Promise<void> {
    await inTransaction(this.db, async (em) => {
      const done: FinishedEvent[] = [];
      for (const { event, changes, unreadable, isTest: test } of read) {
        const { changed, ticketIds, refused } = await this.changes.apply(em, connection, changes, now);
        const error = unreadable ?? (refused.join('; ') || null);
        const outcome = test ? 'test' : error ? 'refused' : changed > 0 || changes.length > 0 ? 'stored' : 'nothing';
        done.push({ id: event.id, outcome, error, tickets: ticketIds });
      }
      await this.events.finish(em, worker, done, now);
    });
  }
}

function readEvent(connection: Connection, event: ClaimedEvent): ReadEvent {
  try {
    const body = parseStrictJson(Buffer.from(event.body), EVENT_JSON);
    const receivedAt = event.received_at.toISOString();
    const changes = changesOf(connection.kind, connection.settings, { type: event.type, body, receivedAt });
    return { event, changes, unreadable: null, isTest: isTest(body) };
  } catch (error) {
    return { event, changes: [], unreadable: `unreadable: ${(error as Error).name}`, isTest: false };
  }
}
