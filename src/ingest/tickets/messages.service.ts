import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FeedbackService, type RecordedCounts } from '../feedback/feedback.service.js';
import { AgentRepliesService } from '../replies/agent-replies.service.js';
import { missingMessages } from './follow-source.js';
import { type ReadTicket, toAgentReplies, toFeedbackItems } from './ticket-messages.js';
import type { TicketRow } from './ticket-row.js';

/** A delivered ticket with the row under which it is stored. */
export interface Heard {
  ticket: ReadTicket;
  row: TicketRow;
}

/** What was said inside tickets: customers' words become feedback, agents' public words are kept apart. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly db: DataSource,
    private readonly feedback: FeedbackService,
    private readonly replies: AgentRepliesService,
  ) {}

  /** Stores the messages of tickets, and forgets those that a complete listing no longer holds. */
  async record(em: EntityManager, source: string, heard: Heard[], now: Date): Promise<RecordedCounts> {
    const items = heard.flatMap(({ ticket, row }) => toFeedbackItems(ticket, row));
    const replies = heard.flatMap(({ ticket, row }) => toAgentReplies(ticket, row));
    for (const { ticket, row } of heard.filter(({ ticket }) => ticket.complete)) {
      const listed = [...items, ...replies].filter((item) => item.ticketId === row.id).map((item) => item.externalId);
      const version = ticket.updatedAt ?? ticket.createdAt;
      const missing = await missingMessages(em, row.id, listed, version);
      if (missing.length > 0) await this.forget(source, missing, new Date(version), em);
    }
    const recorded = await this.feedback.record(source, items, now, em);
    if (replies.length > 0) await this.replies.record(source, replies, em);
    return recorded;
  }

  /** Messages taken back in the source at that time, by `ticket/message`. Returns how many texts of customers went. */
  async forget(source: string, externalIds: string[], at: Date, em: EntityManager = this.db.manager): Promise<number> {
    await this.replies.forget(source, externalIds, em);
    return this.feedback.forget(source, externalIds, at, em);
  }

  /** All that was said in these tickets. */
  async forgetTickets(em: EntityManager, source: string, ticketIds: string[], at: Date): Promise<void> {
    const said = await em.query<{ external_id: string }[]>(
      'SELECT external_id FROM feedback WHERE source = $1 AND deleted_at IS NULL AND ticket_id = ANY ($2)',
      [source, ticketIds],
    );
    await this.feedback.forget(
      source,
      said.map((row) => row.external_id),
      at,
      em,
    );
    await em.query('DELETE FROM agent_reply WHERE ticket_id = ANY ($1)', [ticketIds]);
  }
}
