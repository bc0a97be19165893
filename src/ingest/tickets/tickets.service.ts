import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CustomersService } from '../customers/customers.service.js';
import type { RecordedCounts } from '../feedback/feedback.service.js';
import { ErasureMarks } from '../rights/erasure-marks.js';
import { StageRules } from '../stages/stage-rules.service.js';
import { inTransaction } from '../transaction.js';
import { followLabels, followMerges } from './follow-source.js';
import { type Heard, MessagesService } from './messages.service.js';
import { type ReadTicket, readTexts } from './ticket-messages.js';
import type { NewTicket } from './ticket.schema.js';
import { nextTicketRow, type TicketRow } from './ticket-row.js';
import { type LockedTicket, lockTickets, type StoredTicket, upsertTickets } from './ticket-store.js';

export type TicketResult = 'created' | 'updated' | 'unchanged' | 'erased';

export interface RecordedTickets {
  inserted: number;
  updated: number;
  unchanged: number;
  messages: RecordedCounts;
  /** Per ticket, in the order given. "erased" ones were refused because their customer was erased. */
  results: TicketResult[];
}

@Injectable()
export class TicketsService {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly messages: MessagesService,
    private readonly stages: StageRules,
    private readonly marks: ErasureMarks,
  ) {}

  /**
   * Stores tickets with what was said in them, in one transaction: once per (source, externalId), ordered by the source's
   * own clock, so that a late delivery of an older version takes nothing back. Safe to repeat. Whoever brings a transaction
   * should have read the texts before (`readTexts`).
   */
  async record(source: string, tickets: ReadTicket[], now: Date, em?: EntityManager): Promise<RecordedTickets> {
    if (em) return this.recordIn(em, source, tickets, now);
    const read = tickets.map(readTexts);
    return inTransaction(this.db, (own) => this.recordIn(own, source, read, now));
  }

  /** Tickets deleted in the source at that time: what was said in them goes, with everything derived; their numbers stay. */
  async delete(source: string, externalIds: string[], at: Date, em: EntityManager = this.db.manager): Promise<number> {
    const gone = await em.query<{ id: string; external_id: string }[]>(
      `WITH gone AS (UPDATE ticket SET deleted_at = $3, subject = NULL, url = NULL, source_updated_at = greatest(source_updated_at, $3)
         WHERE source = $1 AND external_id = ANY ($2) AND deleted_at IS NULL RETURNING id, external_id)
       SELECT id, external_id FROM gone`,
      [source, externalIds, at],
    );
    await this.messages.forgetTickets(
      em,
      source,
      gone.map((row) => row.id),
      at,
    );
    return gone.length;
  }

  private async recordIn(em: EntityManager, source: string, given: ReadTicket[], now: Date): Promise<RecordedTickets> {
    const erased = await this.marks.erasedAmong(
      'ticket',
      source,
      given.map((ticket) => ({ ...ticket, at: ticket.createdAt })),
      em,
    );
    const tickets = newest(given.filter((_, i) => !erased[i]));
    const requesters = tickets.flatMap((ticket) => (ticket.requester ? [ticket.requester] : []));
    const customerIds = await this.customers.record(source, requesters, now, em);
    const stored = await lockTickets(
      em,
      source,
      tickets.map((ticket) => ticket.externalId),
    );
    const rules = await this.stages.rules(em);
    const living = tickets.filter((ticket) => !isDeletedSince(ticket, stored.get(ticket.externalId)));
    const rows = living.map((ticket) => {
      const customerId = customerIds.get(ticket.requester?.externalId ?? '') ?? null;
      return nextTicketRow(ticket, customerId, stored.get(ticket.externalId) ?? null, rules);
    });
    const changed = await upsertTickets(em, source, rows);
    const messages = await this.messages.record(em, source, pairs(living, rows, changed), now);
    await followLabels(
      em,
      changed.filter((row) => !row.inserted).map((row) => row.id),
    );
    await followMerges(
      em,
      source,
      changed.map((row) => row.external_id),
    );
    return { ...counts(changed, given.length), messages, results: resultsOf(given, erased, changed) };
  }
}

/** A delivery from before the ticket was deleted in the source brings nothing back. */
function isDeletedSince(ticket: NewTicket, stored: LockedTicket | undefined): boolean {
  return Boolean(stored?.deletedAt) && versionOf(ticket) <= Date.parse(stored!.sourceUpdatedAt);
}

/** Tickets with the row that the database holds: another delivery may have stored the same new ticket first. */
function pairs(tickets: ReadTicket[], rows: TicketRow[], changed: StoredTicket[]): Heard[] {
  const ids = new Map(changed.map((row) => [row.external_id, row.id]));
  return tickets.map((ticket, i) => ({ ticket, row: { ...rows[i]!, id: ids.get(ticket.externalId) ?? rows[i]!.id } }));
}

/** Of several versions of one ticket the newest wins, but what was said in all of them counts. In order of external ids. */
function newest(tickets: ReadTicket[]): ReadTicket[] {
  const byId = new Map<string, ReadTicket>();
  for (const ticket of tickets) {
    const known = byId.get(ticket.externalId);
    byId.set(ticket.externalId, known ? joined(known, ticket) : ticket);
  }
  return [...byId.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
}

function joined(a: ReadTicket, b: ReadTicket): ReadTicket {
  const [older, newer] = versionOf(a) > versionOf(b) ? [b, a] : [a, b];
  // Texts are cleaned anew: one version may know names that the other does not.
  const positioned = (ticket: NewTicket) =>
    ticket.messages.map((message, i) => ({
      ...message,
      cleaned: undefined,
      externalId: message.externalId ?? String(i),
    }));
  const own = positioned(newer);
  const all = new Map([...positioned(older), ...own].map((message) => [message.externalId, message]));
  // What the newer one leaves out keeps the value of the older one.
  const given = Object.fromEntries(Object.entries(newer).filter(([, value]) => value !== undefined));
  return { ...older, ...given, messages: newer.complete ? own : [...all.values()] };
}

const versionOf = (ticket: NewTicket): number => Date.parse(ticket.updatedAt ?? ticket.createdAt);

function counts(changed: StoredTicket[], given: number): Pick<RecordedTickets, 'inserted' | 'updated' | 'unchanged'> {
  const inserted = changed.filter((row) => row.inserted).length;
  return { inserted, updated: changed.length - inserted, unchanged: given - changed.length };
}

function resultsOf(given: NewTicket[], erased: boolean[], changed: StoredTicket[]): TicketResult[] {
  const byId = new Map(
    changed.map((row) => [row.external_id, row.inserted ? ('created' as const) : ('updated' as const)]),
  );
  return given.map((ticket, i) => (erased[i] ? 'erased' : (byId.get(ticket.externalId) ?? 'unchanged')));
}
