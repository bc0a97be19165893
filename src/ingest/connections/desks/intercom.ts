import type { NewTicket } from '../../tickets/ticket.schema.js';
import type { SourceChange } from '../source-change.js';
import { email, fields, id, label, link, list, object, type Payload, tags, text, time } from './read-payload.js';

type Message = NewTicket['messages'][number];

const AUTHORS: Record<string, Message['author']> = {
  user: 'customer',
  lead: 'customer',
  contact: 'customer',
  admin: 'agent',
  team: 'agent',
};
/** Parts of a conversation in which somebody speaks; all others record what was done. */
const SPOKEN = new Set([
  'comment',
  'open',
  'close',
  'note',
  'quick_reply',
  'assignment',
  'snoozed',
  'note_and_reopen',
  'assign_and_unsnooze',
]);

/** What a notification of Intercom says. */
export function intercomChanges(body: unknown, receivedAt: string): SourceChange[] {
  const event = object(body);
  const topic = text(event['topic']) ?? '';
  const item = object(object(event['data'])['item']);
  const externalId = id(item['id']) ?? id(item['conversation_id']);
  const at = time(event['created_at']) ?? receivedAt;
  if (externalId === null || topic === 'ping') return [];
  if (topic === 'conversation.deleted')
    return [{ kind: 'ticket-deleted', externalId: id(item['conversation_id']) ?? externalId, at }];
  if (topic.startsWith('conversation_part.')) return partEvent(topic, item, at);
  if (topic.startsWith('conversation.')) return conversationEvent(topic, item, at);
  return topic.startsWith('ticket.') ? [{ kind: 'refresh', externalId }] : [];
}

function partEvent(topic: string, item: Payload, at: string): SourceChange[] {
  const ticketId = id(object(item['conversation'])['id']) ?? id(item['conversation_id']) ?? id(item['id']);
  const messageId = id(object(item['conversation_part'])['id']) ?? id(item['conversation_part_id']);
  if (!ticketId) return [];
  if (topic.endsWith('.redacted') && messageId) return [{ kind: 'message-deleted', ticketId, messageId, at }];
  return [{ kind: 'refresh', externalId: ticketId }];
}

/** Notifications carry only the newest parts, so they never tell that a part is gone. */
function conversationEvent(topic: string, item: Payload, at: string): SourceChange[] {
  const change = intercomConversation(item, at);
  if (change === null) return [];
  const { ticket } = change;
  const whole = { ...ticket, complete: undefined, updatedAt: ticket.updatedAt ?? at };
  return [
    {
      kind: 'ticket',
      ticket: topic.includes('rating') ? whole : { ...whole, ...(ticket.csat ? {} : { csat: undefined }) },
    },
  ];
}

/** A conversation of the API; complete when all its parts are in it. */
export function intercomConversation(item: Payload, fallback: string): { kind: 'ticket'; ticket: NewTicket } | null {
  const externalId = id(item['id']);
  if (!externalId) return null;
  const source = object(item['source']);
  const parts = list(object(item['conversation_parts'])['conversation_parts']);
  const total = object(item['conversation_parts'])['total_count'];
  const statistics = object(item['statistics']);
  return {
    kind: 'ticket',
    ticket: {
      externalId,
      createdAt: time(item['created_at']) ?? fallback,
      updatedAt: time(item['updated_at']) ?? fallback,
      subject: plainTitle(text(source['subject']) ?? text(item['title'])),
      url: link(object(item['links'])['conversation_web']),
      channel: label(source['type']),
      status: statusOf(item),
      priority: item['priority'] === 'priority' ? 'high' : 'normal',
      tags: tags(object(item['tags'])['tags']),
      agent: label(item['admin_assignee_id']),
      team: label(item['team_assignee_id']),
      requester: requesterOf(item, source),
      fields: fields(item['custom_attributes']),
      firstReplyAt: time(statistics['first_admin_reply_at']) ?? undefined,
      solvedAt: time(statistics['last_close_at']) ?? undefined,
      csat: ratingOf(item),
      complete: typeof total === 'number' && parts.length >= total,
      messages: [opening(source, time(item['created_at'])), ...parts.map(partMessage)].filter(
        (message) => message !== null,
      ),
    },
  };
}

function statusOf(item: Payload): NewTicket['status'] {
  if (item['state'] === 'snoozed') return 'pending';
  return item['state'] === 'closed' || item['open'] === false ? 'solved' : 'open';
}

function plainTitle(title: string | null): string | null {
  return title?.replace(/<[^>]*>/g, ' ').trim() ?? null;
}

function opening(source: Payload, createdAt: string | null): Message | null {
  const author = object(source['author']);
  return spoken({
    id: id(source['id']) ?? 'source',
    body: source['body'],
    author,
    createdAt,
    isNote: false,
    isRedacted: source['redacted'] === true,
  });
}

function partMessage(part: Payload): Message | null {
  const type = text(part['part_type']) ?? '';
  if (!SPOKEN.has(type)) return null;
  const author = object(part['author']);
  const externalId = id(part['id']) ?? '';
  return spoken({
    id: externalId,
    body: part['body'],
    author,
    createdAt: time(part['created_at']),
    isNote: type.startsWith('note'),
    isRedacted: part['redacted'] === true,
  });
}

interface Spoken {
  id: string;
  body: unknown;
  author: Payload;
  createdAt: string | null;
  isNote: boolean;
  isRedacted: boolean;
}

function spoken({ id: externalId, body, author, createdAt, isNote, isRedacted }: Spoken): Message | null {
  const html = text(body);
  if (!html || isRedacted || !externalId) return null;
  const who = AUTHORS[text(author['type']) ?? ''] ?? 'bot';
  return { externalId, author: who, public: !isNote, html, text: null, authorName: text(author['name']), createdAt };
}

function requesterOf(item: Payload, source: Payload): NewTicket['requester'] {
  const author = object(source['author']);
  const contact = list(object(item['contacts'])['contacts'])[0] ?? {};
  const isContact = AUTHORS[text(author['type']) ?? ''] === 'customer';
  const externalId = id(contact['id']) ?? (isContact ? id(author['id']) : null);
  if (!externalId) return undefined;
  return { externalId, ...(isContact && { name: text(author['name']), email: email(author['email']) }) };
}

function ratingOf(item: Payload): NewTicket['csat'] {
  const rating = object(item['conversation_rating']);
  const score = rating['rating'];
  if (typeof score !== 'number' || !Number.isInteger(score) || score < 1 || score > 5) return undefined;
  return { score, scale: 5, comment: text(rating['remark']), answeredAt: time(rating['created_at']) };
}
