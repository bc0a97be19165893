import { randomUUID } from 'node:crypto';
import type { FeedbackItem } from '../feedback/feedback-rows.js';
import { maskPersonalData } from '../text/masking/mask.js';
import type { NewMessage, NewTicket } from './ticket.schema.js';

export interface TicketRow {
  id: string;
  externalId: string;
  customerExternalId: string | null;
  subject: string | null;
  url: string | null;
  channel: string | null;
  product: string | null;
  plan: string | null;
  language: string | null;
  stage: string | null;
  tags: string[];
  status: string;
  priority: string | null;
  agent: string | null;
  team: string | null;
  createdAt: string;
  firstReplyAt: string | null;
  replyTimes: string[];
  solvedAt: string | null;
  reopenedTimes: string[];
  escalatedAt: string | null;
  handleSeconds: number | null;
  csatScore: number | null;
  csatScale: number | null;
  csatAt: string | null;
  mergedInto: string | null;
  sourceUpdatedAt: string;
}

/** Columns that a source may leave out and that are stored as they come. */
const OPTIONAL = [
  'url',
  'channel',
  'product',
  'language',
  'stage',
  'priority',
  'agent',
  'team',
  'solvedAt',
  'escalatedAt',
  'handleSeconds',
  'mergedInto',
] as const;
type Optional = (typeof OPTIONAL)[number];

/** The ticket itself, without its messages. Reply times come from the public agent messages. */
export function toTicketRow(ticket: NewTicket): TicketRow {
  const messages = ticket.messages.filter(isReply);
  const replyTimes = messages.map((message) => message.createdAt!).sort();
  return {
    ...(Object.fromEntries(OPTIONAL.map((name) => [name, ticket[name] ?? null])) as Pick<TicketRow, Optional>),
    ...csatOf(ticket),
    id: randomUUID(),
    externalId: ticket.externalId,
    customerExternalId: ticket.requester?.externalId ?? null,
    subject: maskedSubject(ticket),
    plan: planOf(ticket),
    tags: ticket.tags,
    status: ticket.status,
    createdAt: ticket.createdAt,
    firstReplyAt: ticket.firstReplyAt ?? replyTimes[0] ?? null,
    replyTimes,
    reopenedTimes: ticket.reopenedAt,
    sourceUpdatedAt: ticket.updatedAt ?? ticket.createdAt,
  };
}

function csatOf({ csat, updatedAt, createdAt }: NewTicket): Pick<TicketRow, 'csatScore' | 'csatScale' | 'csatAt'> {
  if (!csat) return { csatScore: null, csatScale: null, csatAt: null };
  return { csatScore: csat.score, csatScale: csat.scale, csatAt: csat.answeredAt ?? updatedAt ?? createdAt };
}

function maskedSubject(ticket: NewTicket): string | null {
  if (!ticket.subject) return null;
  return maskPersonalData(ticket.subject, { knownNames: namesOf(ticket) }).masked.slice(0, 500);
}

function planOf(ticket: NewTicket): string | null {
  return ticket.plan ?? ticket.requester?.plan ?? null;
}

/** What the customer wrote in public: the messages of the ticket and the comment of its survey. */
export function toFeedbackItems(ticket: NewTicket, ticketId: string, customerId: string | null): FeedbackItem[] {
  const { channel, product, language, stage, tags } = ticket;
  const plan = planOf(ticket);
  const shared = { ticketId, customerId, knownNames: namesOf(ticket), channel, product, plan, language, stage, tags };
  const updatedAt = ticket.updatedAt ?? ticket.createdAt;
  const messages = ticket.messages
    .map((message, index) => ({ message, index }))
    .filter(({ message }) => isCustomers(message));
  const items: FeedbackItem[] = messages.map(({ message, index }) => ({
    ...shared,
    externalId: `${ticket.externalId}/${message.externalId ?? index}`,
    kind: 'ticket_message',
    text: message.text,
    html: message.html,
    occurredAt: message.createdAt ?? ticket.createdAt,
    updatedAt,
  }));
  const first = items[0];
  if (first && !first.text?.trim() && !first.html?.trim()) first.text = ticket.subject;
  if (ticket.csat?.comment) items.push({ ...shared, ...csatComment(ticket, ticket.csat), updatedAt });
  return items;
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

function isCustomers(message: NewMessage): boolean {
  return message.author === 'customer' && message.public;
}

function isReply(message: NewMessage): boolean {
  return message.author === 'agent' && message.public && Boolean(message.createdAt);
}

function namesOf(ticket: NewTicket): string[] {
  return ticket.requester?.name ? [ticket.requester.name] : [];
}
