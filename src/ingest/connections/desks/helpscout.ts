import type { NewTicket } from '../../tickets/ticket.schema.js';
import type { SourceChange } from '../source-change.js';
import {
  email,
  fields,
  id,
  label,
  link,
  list,
  object,
  type Payload,
  present,
  tags,
  text,
  time,
} from './read-payload.js';

type Message = NewTicket['messages'][number];

const STATUS: Record<string, NonNullable<NewTicket['status']>> = {
  active: 'open',
  open: 'open',
  pending: 'pending',
  closed: 'solved',
  spam: 'spam',
};
const AUTHORS: Record<string, Message['author']> = {
  customer: 'customer',
  message: 'agent',
  reply: 'agent',
  note: 'agent',
  chat: 'customer',
  phone: 'customer',
};
/** Great, okay and not good: https://docs.helpscout.com/article/386-satisfaction-ratings */
const RATINGS: Record<string, number> = { great: 3, good: 3, okay: 2, ok: 2, 'not good': 1, bad: 1 };

/** What a webhook of Help Scout says; the kind of event stands in a header. */
export function helpscoutChanges(body: unknown, type: string, receivedAt: string): SourceChange[] {
  const item = object(body);
  const externalId = id(item['id']);
  if (type === 'satisfaction.ratings') return ratingEvent(item, receivedAt);
  if (externalId === null || !type.startsWith('convo.')) return [];
  if (type === 'convo.deleted') return [{ kind: 'ticket-deleted', externalId, at: receivedAt }];
  if (type === 'convo.merged') return mergedEvent(item, externalId, receivedAt);
  const change = helpscoutConversation(item, receivedAt);
  const needsThreads = list(object(item['_embedded'])['threads']).length === 0;
  return needsThreads ? [change, { kind: 'refresh', externalId }] : [change];
}

function mergedEvent(item: Payload, externalId: string, receivedAt: string): SourceChange[] {
  const target = id(item['mergedInto']) ?? id(object(item['target'])['id']) ?? id(item['targetId']);
  if (!target) return [{ kind: 'refresh', externalId }];
  const change = helpscoutConversation(item, receivedAt);
  if (change.kind !== 'ticket') return [];
  return [
    { kind: 'ticket', ticket: { ...change.ticket, complete: undefined, status: 'merged', mergedInto: target } },
    { kind: 'refresh', externalId: target },
  ];
}

function ratingEvent(item: Payload, receivedAt: string): SourceChange[] {
  const externalId = id(item['conversationId']) ?? id(object(item['conversation'])['id']);
  const score = RATINGS[(text(item['rating']) ?? '').toLowerCase()] ?? null;
  if (!externalId) return [];
  if (score === null) return [{ kind: 'refresh', externalId }];
  const at = time(item['createdAt']) ?? receivedAt;
  const csat = { score, scale: 3, comment: text(item['comments']) ?? text(item['comment']), answeredAt: at };
  return [
    {
      kind: 'ticket',
      ticket: { externalId, createdAt: time(item['threadCreatedAt']) ?? at, updatedAt: at, csat, messages: [] },
    },
  ];
}

/** A conversation; complete when its threads are embedded and none is missing. */
export function helpscoutConversation(item: Payload, fallback: string): SourceChange {
  const externalId = id(item['id'])!;
  const updatedAt = time(item['updatedAt'] ?? item['userUpdatedAt'] ?? item['modifiedAt']) ?? fallback;
  if (item['state'] === 'deleted') return { kind: 'ticket-deleted', externalId, at: updatedAt };
  const threads = list(object(item['_embedded'])['threads']);
  return {
    kind: 'ticket',
    ticket: {
      externalId,
      createdAt: time(item['createdAt']) ?? fallback,
      updatedAt,
      subject: text(item['subject']),
      url: link(object(object(item['_links'])['web'])['href']),
      status: STATUS[text(item['status']) ?? ''] ?? 'open',
      channel: label(object(item['source'])['type'] ?? item['type']),
      tags: tags(item['tags']),
      agent: fullName(object(item['assignee'])),
      team: label(item['mailboxId']),
      ...present({ solvedAt: item['status'] === 'closed' ? time(item['closedAt']) : null }),
      requester: requesterOf(item),
      fields: fields(
        Object.fromEntries(
          list(item['customFields']).map((field) => [text(field['name']) ?? '', field['text'] ?? field['value']]),
        ),
      ),
      complete: threads.length > 0 && isWhole(item, threads),
      messages: threads.map(messageOf).filter((message) => message !== null),
    },
  };
}

/** `threads` counts the public ones; fewer embedded than counted means that the rest is on another page. */
function isWhole(item: Payload, threads: Payload[]): boolean {
  const counted = item['threads'];
  return typeof counted === 'number' && threads.length >= counted;
}

function messageOf(thread: Payload): Message | null {
  const type = text(thread['type']) ?? '';
  const author = AUTHORS[type];
  const externalId = id(thread['id']);
  const isHidden = ['draft', 'hidden', 'review'].includes(text(thread['state']) ?? '');
  if (!author || !externalId || isHidden) return null;
  const createdBy = object(thread['createdBy']);
  const isCustomer = createdBy['type'] === 'customer' || (author === 'customer' && createdBy['type'] !== 'user');
  return {
    externalId,
    author: isCustomer ? 'customer' : 'agent',
    public: type !== 'note',
    html: text(thread['body']),
    text: null,
    authorName: fullName(isCustomer ? object(thread['customer']) : createdBy),
    createdAt: time(thread['createdAt']),
  };
}

function requesterOf(item: Payload): NewTicket['requester'] {
  const customer = { ...object(item['customer']), ...object(item['primaryCustomer']) };
  const externalId = id(customer['id']);
  return externalId ? { externalId, name: fullName(customer), email: email(customer['email']) } : undefined;
}

function fullName(person: Payload): string | null {
  const parts = [text(person['first']) ?? text(person['firstName']), text(person['last']) ?? text(person['lastName'])];
  return parts.filter(Boolean).join(' ') || null;
}
