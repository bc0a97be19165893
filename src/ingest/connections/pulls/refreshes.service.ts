import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '../../transaction.js';
import { ChangesService } from '../changes.service.js';
import type { Connection } from '../connection.entity.js';
import { ConnectionsService } from '../connections.service.js';
import type { SourceChange } from '../source-change.js';
import { PULLABLE } from './desks.js';
import type { PullContext, PullStream } from './pull-stream.js';
import { PullsService } from './pulls.service.js';

const TICKETS_AT_ONCE = 100;

/** Fetches tickets of which a webhook said only that they changed. */
@Injectable()
export class RefreshesService {
  constructor(
    private readonly db: DataSource,
    private readonly connections: ConnectionsService,
    private readonly pulls: PullsService,
    private readonly changes: ChangesService,
  ) {}

  /** Gives every connection that can be read its streams, and hurries those of which a ticket was announced. */
  async ensurePulls(now: Date): Promise<void> {
    for (const connection of await this.connections.list()) {
      if (!connection.enabled || connection.credentials === null) continue;
      const streams =
        connection.kind === 'imap'
          ? ['mailbox']
          : (PULLABLE[connection.kind]?.streams(connection.settings) ?? []).map(({ name }) => name);
      await this.pulls.ensure(connection, streams, now);
    }
    await this.db.query(
      `UPDATE pull p SET next_run_at = $1 WHERE stream = 'tickets' AND next_run_at > $1 AND last_error IS NULL AND waits_until IS NULL
         AND EXISTS (SELECT FROM ticket_refresh r WHERE r.connection_id = p.connection_id)`,
      [now],
    );
  }

  /** Returns how many tickets were fetched. One that the source does not know any more is taken as deleted. */
  async run(connection: Connection, stream: PullStream, context: PullContext): Promise<number> {
    const asked = await this.db.query<{ external_id: string; asked_at: Date }[]>(
      `SELECT external_id, asked_at FROM ticket_refresh WHERE connection_id = $1 ORDER BY asked_at LIMIT ${TICKETS_AT_ONCE}`,
      [connection.id],
    );
    for (const { external_id: externalId, asked_at: askedAt } of asked) {
      const gone: SourceChange = { kind: 'ticket-deleted', externalId, at: context.now.toISOString() };
      const change = (await stream.one!(externalId, context)) ?? gone;
      await inTransaction(this.db, async (em) => {
        await this.changes.apply(em, connection, [change], context.now);
        // One that was announced again meanwhile stays.
        await em.query('DELETE FROM ticket_refresh WHERE connection_id = $1 AND external_id = $2 AND asked_at = $3', [
          connection.id,
          externalId,
          askedAt,
        ]);
      });
    }
    return asked.length;
  }
}
