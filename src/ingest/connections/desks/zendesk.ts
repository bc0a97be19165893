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

type Status = NonNullable<NewTicket['status']>;

const STATUS: Record<string, Status> = {
  new: 'open',
  open: 'open',
  pending: 'pending',
  hold: 'pending',
  solved: 'solved',
  closed: 'closed',
  deleted: 'spam',
};

export interface ZendeskPeople {
  users: Map<string, Payload>;
  groups: Map<string, Payload>;
}

/** What a webhook of Zendesk says: an event of an event subscription, or the body that an administrator gave a trigger. */
export function zendeskChanges(body: unknown, receivedAt: string): SourceChange[] {
  const event = object(body);
  const type = text(event['type']);
  return type?.startsWith('zen:event-type:')
    ? eventChanges(type.slice('zen:event-type:'.length), event, receivedAt)
    : triggerChanges(event, receivedAt);
}

function eventChanges(type: string, event: Payload, receivedAt: string): SourceChange[] {
  const detail = object(event['detail']);
  const externalId = id(detail['id']) ?? /(\d+)$/.exec(text(event['subject']) ?? '')?.[1] ?? null;
  const at = time(event['time']) ?? receivedAt;
  if (type.startsWith('article.')) return articleEvent(type, event, at);
  if (!type.startsWith('ticket.') || externalId === null) return [];
  if (type === 'ticket.soft_deleted' || type === 'ticket.permanently_deleted')
    return [{ kind: 'ticket-deleted', externalId, at }];
  const ticket: NewTicket = {
    ...ticketOfDetail(externalId, detail, at),
    messages: messagesOfEvent(type, event, detail),
  };
  return [
    { kind: 'ticket', ticket: { ...ticket, ...specialOf(type, event) } },
    ...takenBack(type, event, externalId, at),
  ];
}

/** Comments that a later event hides are taken back at once; everything else that only the API can tell is fetched. */
function takenBack(type: string, event: Payload, ticketId: string, at: string): SourceChange[] {
  const messageId = id(object(object(event['event'])['comment'])['id']);
  if (type === 'ticket.comment_made_private' && messageId)
    return [{ kind: 'message-deleted', ticketId, messageId, at }];
  const needsApi = /redacted|undeleted|description_changed|requester_changed|custom_field|csat|satisfaction/.test(type);
  return needsApi ? [{ kind: 'refresh', externalId: ticketId }] : [];
}

function specialOf(type: string, event: Payload): Partial<NewTicket> {
  if (type === 'ticket.marked_as_spam') return { status: 'spam' };
  if (type !== 'ticket.merged') return {};
  const inner = object(event['event']);
  const mergedInto =
    id(inner['target_ticket_id']) ?? id(object(inner['target'])['id']) ?? id(object(inner['target_ticket'])['id']);
  return mergedInto ? { status: 'merged', mergedInto } : { status: 'merged' };
}

function ticketOfDetail(externalId: string, detail: Payload, at: string): Omit<NewTicket, 'messages'> {
  const requesterId = id(detail['requester_id']);
  return {
    externalId,
    createdAt: time(detail['created_at']) ?? at,
    updatedAt: time(detail['updated_at']) ?? at,
    subject: text(detail['subject']),
    status: STATUS[text(detail['status'])?.toLowerCase() ?? ''] ?? 'open',
    priority: text(detail['priority'])?.toLowerCase() ?? null,
    tags: tags(detail['tags']),
    channel: label(object(detail['via'])['channel']),
    ...(requesterId && { requester: { externalId: requesterId } }),
  };
}

function messagesOfEvent(type: string, event: Payload, detail: Payload): NewTicket['messages'] {
  const comment = object(object(event['event'])['comment']);
  const body = text(comment['body']);
  if (type === 'ticket.comment_added' && body) {
    const author = object(comment['author']);
    const isStaff = author['is_staff'] === true;
    return [
      message(id(comment['id']), isStaff, comment['is_public'] === true, {
        text: body,
        name: text(author['name']),
        at: time(event['time']),
      }),
    ];
  }
  const description = type === 'ticket.created' ? text(detail['description']) : null;
  const isPublic = detail['is_public'] !== false;
  return description
    ? [message('description', false, isPublic, { text: description, name: null, at: time(detail['created_at']) })]
    : [];
}

function message(
  externalId: string | null,
  isStaff: boolean,
  isPublic: boolean,
  said: { text: string; name: string | null; at: string | null },
): NewTicket['messages'][number] {
  return {
    externalId,
    author: isStaff ? 'agent' : 'customer',
    public: isPublic,
    text: said.text,
    authorName: said.name,
    createdAt: said.at,
  };
}

/** Placeholders of a trigger are all strings. The template that we offer has `ticket_id`, and anything else may be missing. */
function triggerChanges(event: Payload, receivedAt: string): SourceChange[] {
  const inner = { ...event, ...object(event['ticket']) };
  const externalId = id(inner['ticket_id']) ?? id(inner['id']);
  if (externalId === null) return [];
  const comment = text(inner['latest_public_comment']) ?? text(inner['comment']) ?? text(inner['description']);
  const refresh: SourceChange = { kind: 'refresh', externalId };
  if (comment === null) return [refresh];
  const updatedAt = time(inner['updated_at']) ?? receivedAt;
  const isStaff = /^(agent|admin|staff)$/i.test(text(inner['comment_author_role']) ?? '');
  const said = { text: comment, name: text(inner['requester_name']), at: updatedAt };
  const messages = [message(id(inner['comment_id']) ?? updatedAt, isStaff, true, said)];
  return [{ kind: 'ticket', ticket: { ...ticketOfTrigger(inner, externalId, updatedAt), messages } }, refresh];
}

function ticketOfTrigger(inner: Payload, externalId: string, updatedAt: string): Omit<NewTicket, 'messages'> {
  const requesterId = id(inner['requester_id']) ?? email(inner['requester_email'])?.toLowerCase();
  const requester = requesterId
    ? { externalId: requesterId, name: text(inner['requester_name']), email: email(inner['requester_email']) }
    : null;
  return {
    externalId,
    createdAt: time(inner['created_at']) ?? updatedAt,
    updatedAt,
    status: STATUS[text(inner['status'])?.toLowerCase() ?? ''] ?? 'open',
    ...('tags' in inner && { tags: tags(inner['tags']) }),
    ...present({
      subject: text(inner['subject']) ?? text(inner['title']),
      channel: label(inner['via']),
      url: link(inner['url']),
      requester,
    }),
  };
}

function articleEvent(type: string, event: Payload, at: string): SourceChange[] {
  const externalId = id(object(event['detail'])['id']);
  if (!externalId) return [];
  if (/deleted|unpublished|archived/.test(type)) return [{ kind: 'article-deleted', externalId, at }];
  return [];
}

/** A ticket of the API with all its comments: the whole of it. */
export function zendeskTicket(ticket: Payload, comments: Payload[], people: ZendeskPeople): SourceChange {
  const externalId = id(ticket['id'])!;
  const updatedAt = time(ticket['updated_at'])!;
  if (ticket['status'] === 'deleted') return { kind: 'ticket-deleted', externalId, at: updatedAt };
  const requester = personOf(people.users, ticket['requester_id']);
  return {
    kind: 'ticket',
    ticket: {
      ...ticketOfDetail(externalId, ticket, updatedAt),
      url: link(ticket['url'])?.replace(/\/api\/v2(\/tickets\/\d+)\.json$/, '/agent$1') ?? null,
      agent: nameOf(people.users, ticket['assignee_id']),
      team: nameOf(people.groups, ticket['group_id']),
      requester,
      fields: fields(
        Object.fromEntries(list(ticket['custom_fields']).map((field) => [id(field['id']) ?? '', field['value']])),
      ),
      ...present({ solvedAt: time(object(ticket['metric_set'])['solved_at']), csat: satisfaction(ticket) }),
      ...mergeTarget(ticket),
      complete: true,
      messages: comments.map((comment) => messageOfComment(comment, externalId, people.users)),
    },
  };
}

function nameOf(known: Map<string, Payload>, value: unknown): string | null {
  const externalId = id(value);
  return externalId && (label(known.get(externalId)?.['name']) ?? externalId);
}

/** Zendesk closes a merged ticket with this tag and says where to in its last comment. */
function mergeTarget(ticket: Payload): Partial<NewTicket> {
  if (!tags(ticket['tags']).includes('closed_by_merge')) return {};
  const target = id(object(ticket['via_followup_source'])['id']) ?? id(ticket['merged_into_id']);
  return target ? { status: 'merged', mergedInto: target } : { status: 'merged' };
}

function messageOfComment(
  comment: Payload,
  ticketId: string,
  users: Map<string, Payload>,
): NewTicket['messages'][number] {
  const author = users.get(id(comment['author_id']) ?? '') ?? {};
  const isStaff = author['role'] === 'agent' || author['role'] === 'admin';
  const externalId = id(comment['id']) ?? `${ticketId}-unknown`;
  const plain = text(comment['plain_body']) ?? text(comment['body']);
  const said = { text: plain ?? '', name: text(author['name']), at: time(comment['created_at']) };
  return {
    ...message(externalId, isStaff, comment['public'] === true, said),
    html: plain ? null : text(comment['html_body']),
  };
}

function personOf(users: Map<string, Payload>, value: unknown): NewTicket['requester'] {
  const externalId = id(value);
  if (!externalId) return null;
  const user = users.get(externalId) ?? {};
  return {
    externalId,
    name: text(user['name']),
    email: email(user['email']),
    phone: text(user['phone']),
    timeZone: label(user['iana_time_zone']),
  };
}

/** Good is 2 of 2, bad is 1 of 2; "offered" is no answer. */
function satisfaction(ticket: Payload): NewTicket['csat'] {
  const rating = object(ticket['satisfaction_rating']);
  const score = ({ good: 2, good_with_comment: 2, bad: 1, bad_with_comment: 1 } as Record<string, number>)[
    text(rating['score']) ?? ''
  ];
  return score ? { score, scale: 2, comment: text(rating['comment']) } : null;
}
