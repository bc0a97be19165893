import type { FeedbackItem } from '../feedback/feedback-rows.js';
import type { AgentReplyItem } from '../replies/agent-replies.service.js';
import type { NewMessage, NewTicket } from './ticket.schema.js';
import { namesIn, type TicketRow } from './ticket-row.js';

/** What the customer wrote in public: the messages of the ticket and the comment of its survey. */
export function toFeedbackItems(ticket: NewTicket, row: TicketRow): FeedbackItem[] {
  const { channel, product, plan, language, stage, tags, customerId } = row;
  const shared = { ticketId: row.id, customerId, knownNames: namesIn(ticket), channel, product, plan, stage, tags };
  const updatedAt = ticket.updatedAt ?? ticket.createdAt;
  const items: FeedbackItem[] = numbered(ticket)
    .filter(isCustomers)
    .map(({ message, externalId }) => ({
      ...shared,
      externalId,
      kind: 'ticket_message',
      language: ticket.language === undefined ? undefined : language,
      text: message.text,
      html: message.html,
      occurredAt: message.createdAt ?? ticket.createdAt,
      updatedAt: message.updatedAt ?? updatedAt,
    }));
  const first = items[0];
  if (first && !first.text?.trim() && !first.html?.trim()) first.text = ticket.subject;
  if (ticket.csat?.comment) items.push({ ...shared, ...csatComment(ticket, ticket.csat), updatedAt });
  return items;
}

/** What agents answered in public. */
export function toAgentReplies(ticket: NewTicket, row: TicketRow): AgentReplyItem[] {
  return numbered(ticket)
    .filter(
      ({ message }) =>
        message.author === 'agent' && message.public && Boolean(message.text?.trim() || message.html?.trim()),
    )
    .map(({ message, externalId }) => ({
      externalId,
      ticketId: row.id,
      agent: row.agent,
      knownNames: namesIn(ticket),
      text: message.text ?? null,
      html: message.html ?? null,
      occurredAt: message.createdAt ?? ticket.createdAt,
      updatedAt: message.updatedAt ?? ticket.updatedAt ?? ticket.createdAt,
    }));
}

interface NumberedMessage {
  message: NewMessage;
  externalId: string;
}

function numbered(ticket: NewTicket): NumberedMessage[] {
  return ticket.messages.map((message, index) => ({
    message,
    externalId: `${ticket.externalId}/${message.externalId ?? index}`,
  }));
}

function isCustomers({ message }: NumberedMessage): boolean {
  return message.author === 'customer' && message.public;
}

function csatComment(
  ticket: NewTicket,
  csat: NonNullable<NewTicket['csat']>,
): Pick<FeedbackItem, 'externalId' | 'kind' | 'text' | 'occurredAt' | 'score' | 'scoreScale'> {
  return {
    externalId: `${ticket.externalId}/csat`,
    kind: 'survey_comment',
    text: csat.comment,
    occurredAt: csat.answeredAt ?? ticket.updatedAt ?? ticket.createdAt,
    score: csat.score,
    scoreScale: csat.scale,
  };
}
