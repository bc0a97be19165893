import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service.js';
import { newestVersions } from '../feedback/feedback-rows.js';
import { FeedbackService, type RecordedCounts } from '../feedback/feedback.service.js';
import type { NewTicket } from './ticket.schema.js';
import { type TicketRow, toFeedbackItems, toTicketRow } from './ticket-rows.js';

export interface RecordedTickets {
  inserted: number;
  updated: number;
  unchanged: number;
  messages: RecordedCounts;
}

const COLUMNS = `id uuid, "externalId" text, "customerId" uuid, subject text, url text, channel text, product text, plan text,
  language text, stage text, tags text[], status text, priority text, agent text, team text, "createdAt" timestamptz,
  "firstReplyAt" timestamptz, "replyTimes" timestamptz[], "solvedAt" timestamptz, "reopenedTimes" timestamptz[],
  "escalatedAt" timestamptz, "handleSeconds" integer, "csatScore" integer, "csatScale" integer, "csatAt" timestamptz,
  "mergedInto" text, "sourceUpdatedAt" timestamptz`;

/** Columns that a newer version of a ticket overwrites. */
const CHANGING =
  `customer_id subject url channel product plan language stage tags status priority agent team created_at first_reply_at
  reply_times solved_at reopened_times escalated_at handle_seconds csat_score csat_scale csat_at merged_into source_updated_at`.split(
    /\s+/,
  );

const list = (prefix: string): string => CHANGING.map((name) => `${prefix}.${name}`).join(', ');

const UPSERT = `
  INSERT INTO ticket AS t (id, source, external_id, ${CHANGING.join(', ')})
  SELECT r.id, $2, r."externalId", r."customerId", r.subject, r.url, r.channel, r.product, r.plan, r.language, r.stage, r.tags,
    r.status, r.priority, r.agent, r.team, r."createdAt", r."firstReplyAt", r."replyTimes", r."solvedAt", r."reopenedTimes",
    r."escalatedAt", r."handleSeconds", r."csatScore", r."csatScale", r."csatAt", r."mergedInto", r."sourceUpdatedAt"
  FROM jsonb_to_recordset($1::jsonb) AS r (${COLUMNS})
  ON CONFLICT (source, external_id) DO UPDATE SET ${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}
  WHERE t.deleted_at IS NULL AND t.source_updated_at <= excluded.source_updated_at
    AND (${list('t')}) IS DISTINCT FROM (${list('excluded')})
  RETURNING t.external_id, (t.xmax = 0) AS inserted`;

@Injectable()
export class TicketsService {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly feedback: FeedbackService,
  ) {}

  /**
   * Stores tickets with what the customer wrote in them, in one transaction: once per (source, externalId), ordered by
   * the source's own clock, so that a late delivery of an older version changes nothing. Safe to repeat.
   */
  async record(source: string, tickets: NewTicket[], now: Date, em?: EntityManager): Promise<RecordedTickets> {
    if (em) return this.recordIn(em, source, tickets, now);
    return this.db.transaction((own) => this.recordIn(own, source, tickets, now));
  }

  private async recordIn(em: EntityManager, source: string, tickets: NewTicket[], now: Date): Promise<RecordedTickets> {
    const requesters = tickets.flatMap((ticket) => (ticket.requester ? [ticket.requester] : []));
    const customerIds = await this.customers.record(source, requesters, now, em);
    const rows = newestVersions(tickets.map(toTicketRow)).map((row) => ({
      ...row,
      customerId: customerOf(row, customerIds),
    }));
    const stored = await em.query<{ external_id: string; inserted: boolean }[]>(UPSERT, [JSON.stringify(rows), source]);
    const ticketIds = await this.idsOf(source, rows, em);
    const items = tickets.flatMap((ticket) => {
      const customerId = customerIds.get(ticket.requester?.externalId ?? '') ?? null;
      return toFeedbackItems(ticket, ticketIds.get(ticket.externalId)!, customerId);
    });
    const messages = await this.feedback.record(source, items, now, em);
    const inserted = stored.filter((row) => row.inserted).length;
    return { inserted, updated: stored.length - inserted, unchanged: tickets.length - stored.length, messages };
  }

  private async idsOf(source: string, rows: TicketRow[], em: EntityManager): Promise<Map<string, string>> {
    const found = await em.query<{ id: string; external_id: string }[]>(
      'SELECT id, external_id FROM ticket WHERE source = $1 AND external_id = ANY ($2)',
      [source, rows.map((row) => row.externalId)],
    );
    return new Map(found.map((row) => [row.external_id, row.id]));
  }
}

function customerOf(row: TicketRow, ids: Map<string, string>): string | null {
  return row.customerExternalId === null ? null : (ids.get(row.customerExternalId) ?? null);
}
