import type { NewTicket } from '../../tickets/ticket.schema.js';
import type { SourceChange } from '../source-change.js';
import { email, fields, id, label, list, object, type Payload, present, tags, text, time } from './read-payload.js';

type Message = NewTicket['messages'][number];

const STATUS: Record<string, NonNullable<NewTicket['status']>> = {
  open: 'open',
  pending: 'pending',
  snoozed: 'pending',
  resolved: 'solved',
};
/** Webhooks name the type of a message, the API numbers it. */
const TYPES: Record<string, Message['author'] | null> = {
  incoming: 'customer',
  outgoing: 'agent',
  template: 'bot',
  activity: null,
  0: 'customer',
  1: 'agent',
  2: null,
  3: 'bot',
};

/** What a webhook of Chatwoot says. */
export function chatwootChanges(body: unknown, receivedAt: string): SourceChange[] {
  const event = object(body);
  const name = text(event['event']) ?? '';
  if (name === 'message_created' || name === 'message_updated') return messageEvent(event, receivedAt);
  if (!name.startsWith('conversation_') || name.startsWith('conversation_typing')) return [];
  const ticket = conversation(event, list(event['messages']), receivedAt);
  return ticket ? [{ kind: 'ticket', ticket }] : [];
}

function messageEvent(event: Payload, receivedAt: string): SourceChange[] {
  const ticket = conversation(object(event['conversation']), [event], receivedAt);
  const messageId = id(event['id']);
  if (!ticket || !messageId) return [];
  const attributes = object(event['content_attributes']);
  const changes: SourceChange[] = [{ kind: 'ticket', ticket: { ...ticket, ...csatOf(event, attributes, receivedAt) } }];
  if (attributes['deleted'] === true) {
    changes.push({
      kind: 'message-deleted',
      ticketId: ticket.externalId,
      messageId,
      at: time(event['updated_at']) ?? receivedAt,
    });
  }
  return changes;
}

/** The conversation as the webhook sees it now; it brings only its latest messages. */
function conversation(item: Payload, messages: Payload[], receivedAt: string): NewTicket | null {
  const externalId = id(item['id']) ?? id(item['display_id']);
  if (!externalId) return null;
  const heard = messages.map(messageOf).filter((message) => message !== null);
  return {
    externalId,
    createdAt: time(item['created_at']) ?? heard[0]?.createdAt ?? receivedAt,
    updatedAt: time(item['updated_at'] ?? item['last_activity_at'] ?? item['timestamp']) ?? receivedAt,
    ...labels(item),
    fields: fields({ ...object(item['additional_attributes']), ...object(item['custom_attributes']) }),
    messages: heard,
  };
}

function labels(item: Payload): Partial<NewTicket> {
  const meta = object(item['meta']);
  return {
    ...present({
      status: STATUS[text(item['status']) ?? ''],
      channel: label(item['channel'])
        ?.replace(/^Channel::/, '')
        .toLowerCase(),
      firstReplyAt: time(item['first_reply_created_at']),
      requester: requesterOf(object(meta['sender'])),
    }),
    ...('labels' in item && { tags: tags(item['labels']) }),
    ...('priority' in item && { priority: label(item['priority']) }),
    ...('meta' in item && { agent: text(object(meta['assignee'])['name']), team: text(object(meta['team'])['name']) }),
  };
}

function requesterOf(sender: Payload): NewTicket['requester'] {
  const externalId = id(sender['id']);
  return externalId
    ? { externalId, name: text(sender['name']), email: email(sender['email']), phone: text(sender['phone_number']) }
    : null;
}

function messageOf(message: Payload): Message | null {
  const author = TYPES[id(message['message_type']) ?? ''];
  const externalId = id(message['id']);
  const isDeleted = object(message['content_attributes'])['deleted'] === true;
  const isForm = /^(input_|form|cards|article)/.test(text(message['content_type']) ?? '');
  if (!author || !externalId || isDeleted || isForm) return null;
  return {
    externalId,
    author,
    public: message['private'] !== true,
    text: text(message['content']),
    html: null,
    authorName: text(object(message['sender'])['name']),
    createdAt: time(message['created_at']),
  };
}

/** The answer to the survey of Chatwoot itself comes as an update of the message that asked. */
function csatOf(event: Payload, attributes: Payload, receivedAt: string): Partial<NewTicket> {
  const answer = object(object(attributes['submitted_values'])['csat_survey_response']);
  const score = answer['rating'];
  if (text(event['content_type']) !== 'input_csat' || typeof score !== 'number' || !Number.isInteger(score)) return {};
  if (score < 1 || score > 5) return {};
  return {
    csat: {
      score,
      scale: 5,
      comment: text(answer['feedback_message']),
      answeredAt: time(event['updated_at']) ?? receivedAt,
    },
  };
}
