import { isRawMail } from '../mail/raw-mail.js';
import type { FeedbackItem } from '../feedback/feedback-rows.js';
import type { AgentReplyItem } from '../replies/agent-replies.service.js';
import { type CleanMessage, cleanMessage } from '../text/clean-message.js';
import type { NewMessage, NewTicket } from './ticket.schema.js';
import { namesIn, type TicketRow } from './ticket-row.js';

/** A message whose text may have been cleaned already. */
export interface ReadMessage extends NewMessage {
  cleaned?: CleanMessage | undefined;
}

export type ReadTicket = Omit<NewTicket, 'messages'> & { messages: ReadMessage[] };

/** Cleans what was said ahead of the transaction that stores it, so that no lock is held meanwhile. */
export function readTexts(ticket: NewTicket): ReadTicket {
  const knownNames = namesIn(ticket);
  const messages = ticket.messages.map((message): ReadMessage => {
    const { text, html } = message;
    // A whole mail with its headers is opened when it is stored.
    if (!message.public || message.author === 'bot' || !hasWords(message) || isRawMail(text ?? undefined))
      return message;
    return { ...message, cleaned: cleanMessage({ text: text ?? undefined, html: html ?? undefined, knownNames }) };
  });
  return { ...ticket, messages };
}

/** What the customer wrote in public: the messages of the ticket and the comment of its survey. */
export function toFeedbackItems(ticket: ReadTicket, row: TicketRow): FeedbackItem[] {
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
      cleaned: message.cleaned,
      occurredAt: message.createdAt ?? ticket.createdAt,
      updatedAt: message.updatedAt ?? updatedAt,
    }));
  const first = items[0];
  if (first && !hasWords(first)) first.text = ticket.subject;
  if (ticket.csat?.comment) items.push({ ...shared, ...csatComment(ticket, ticket.csat), updatedAt });
  return items;
}

/** What agents answered in public. */
export function toAgentReplies(ticket: ReadTicket, row: TicketRow): AgentReplyItem[] {
  return numbered(ticket)
    .filter(({ message }) => message.author === 'agent' && message.public && hasWords(message))
    .map(({ message, externalId }) => ({
      externalId,
      ticketId: row.id,
      agent: row.agent,
      knownNames: namesIn(ticket),
      text: message.text ?? null,
      html: message.html ?? null,
      cleaned: message.cleaned,
      occurredAt: message.createdAt ?? ticket.createdAt,
      updatedAt: message.updatedAt ?? ticket.updatedAt ?? ticket.createdAt,
    }));
}

interface NumberedMessage {
  message: ReadMessage;
  externalId: string;
}

function numbered(ticket: ReadTicket): NumberedMessage[] {
  return ticket.messages.map((message, index) => ({
    message,
    externalId: `${ticket.externalId}/${message.externalId ?? index}`,
  }));
}

function hasWords({ text, html }: { text?: string | null | undefined; html?: string | null | undefined }): boolean {
  return Boolean(text?.trim() || html?.trim());
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
