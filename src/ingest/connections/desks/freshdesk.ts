import type { NewTicket } from '../../tickets/ticket.schema.js';
import type { SourceChange } from '../source-change.js';
import { email, fields, id, label, link, object, type Payload, present, tags, text, time } from './read-payload.js';

/** https://developers.freshdesk.com/api/#ticket-properties; further numbers are statuses that the account made itself. */
const STATUS: Record<string, NonNullable<NewTicket['status']>> = {
  2: 'open',
  3: 'pending',
  4: 'solved',
  5: 'closed',
  6: 'pending',
  7: 'pending',
};
const STATUS_NAMES: Record<string, NonNullable<NewTicket['status']>> = {
  open: 'open',
  pending: 'pending',
  resolved: 'solved',
  closed: 'closed',
};
const PRIORITIES: Record<string, string> = { 1: 'low', 2: 'normal', 3: 'high', 4: 'urgent' };
const CHANNELS: Record<string, string> = {
  1: 'email',
  2: 'portal',
  3: 'phone',
  5: 'twitter',
  6: 'facebook',
  7: 'chat',
  9: 'feedback widget',
  10: 'outbound email',
  13: 'whatsapp',
};

export interface FreshdeskNames {
  agents: Map<string, string>;
  groups: Map<string, string>;
}

/** What an automation rule of Freshdesk sends: the simple body, or fields of the same names in a body of one's own. */
export function freshdeskChanges(body: unknown, receivedAt: string): SourceChange[] {
  const outer = object(body);
  const fieldsOf = { ...outer, ...object(outer['freshdesk_webhook']) };
  const externalId = id(fieldsOf['ticket_id'])?.replace(/^\D+/, '') || null;
  if (externalId === null) return [];
  if (/deleted/i.test(text(fieldsOf['triggered_event']) ?? ''))
    return [{ kind: 'ticket-deleted', externalId, at: receivedAt }];
  const said = text(fieldsOf['ticket_description']);
  const refresh: SourceChange = { kind: 'refresh', externalId };
  return said ? [{ kind: 'ticket', ticket: ticketOfRule(fieldsOf, externalId, said, receivedAt) }, refresh] : [refresh];
}

function ticketOfRule(rule: Payload, externalId: string, description: string, receivedAt: string): NewTicket {
  const address = email(rule['ticket_contact_email']);
  const customer = id(rule['ticket_contact_unique_external_id']) ?? address?.toLowerCase();
  const createdAt = time(rule['ticket_created_at']) ?? receivedAt;
  return {
    externalId,
    createdAt,
    updatedAt: time(rule['ticket_updated_at']) ?? receivedAt,
    ...labelsOfRule(rule),
    requester: customer ? { externalId: customer, name: text(rule['ticket_contact_name']), email: address } : null,
    messages: [
      { externalId: 'description', author: 'customer', public: true, html: description, text: null, createdAt },
    ],
  };
}

function labelsOfRule(rule: Payload): Partial<NewTicket> {
  return present({
    subject: text(rule['ticket_subject']),
    url: link(rule['ticket_url']),
    status: STATUS_NAMES[text(rule['ticket_status'])?.toLowerCase() ?? ''],
    priority: text(rule['ticket_priority'])?.toLowerCase(),
    channel: label(rule['ticket_source'])?.toLowerCase(),
    tags: 'ticket_tags' in rule ? tags(rule['ticket_tags']) : null,
    agent: label(rule['ticket_agent_name']),
    team: label(rule['ticket_group_name']),
  });
}

/** A ticket of the API with all its conversations: the whole of it. */
export function freshdeskTicket(ticket: Payload, conversations: Payload[], names: FreshdeskNames): SourceChange {
  const externalId = id(ticket['id'])!;
  const updatedAt = time(ticket['updated_at'])!;
  if (ticket['deleted'] === true) return { kind: 'ticket-deleted', externalId, at: updatedAt };
  return {
    kind: 'ticket',
    ticket: {
      externalId,
      createdAt: time(ticket['created_at'])!,
      updatedAt,
      subject: text(ticket['subject']),
      status: ticket['spam'] === true ? 'spam' : (STATUS[id(ticket['status']) ?? ''] ?? 'open'),
      priority: PRIORITIES[id(ticket['priority']) ?? ''] ?? null,
      channel: CHANNELS[id(ticket['source']) ?? ''] ?? null,
      product: label(ticket['product_id']),
      tags: tags(ticket['tags']),
      agent: nameOf(names.agents, ticket['responder_id']),
      team: nameOf(names.groups, ticket['group_id']),
      ...times(object(ticket['stats'])),
      ...mergeTarget(ticket),
      requester: requesterOf(ticket),
      fields: fields(ticket['custom_fields']),
      complete: true,
      messages: [description(ticket), ...conversations.map((part) => messageOf(part, names))],
    },
  };
}

function nameOf(names: Map<string, string>, value: unknown): string | null {
  const externalId = id(value);
  return externalId && (names.get(externalId) ?? externalId);
}

function times(stats: Payload): Partial<NewTicket> {
  const solvedAt = time(stats['resolved_at']) ?? time(stats['closed_at']);
  return { ...present({ firstReplyAt: time(stats['first_responded_at']), solvedAt }), ...reopened(stats) };
}

function reopened(stats: Payload): Partial<NewTicket> {
  const at = time(stats['reopened_at']);
  return at ? { reopenedAt: [at] } : {};
}

function mergeTarget(ticket: Payload): Partial<NewTicket> {
  const target = id(ticket['merged_into']) ?? id(object(ticket['association_info'])['merged_into']);
  return target ? { status: 'merged', mergedInto: target } : {};
}

function description(ticket: Payload): NewTicket['messages'][number] {
  const plain = text(ticket['description_text']);
  const isOutbound = id(ticket['source']) === '10';
  const html = plain ? null : text(ticket['description']);
  return {
    externalId: 'description',
    author: isOutbound ? 'agent' : 'customer',
    public: true,
    text: plain,
    html,
    createdAt: time(ticket['created_at']),
  };
}

function messageOf(part: Payload, names: FreshdeskNames): NewTicket['messages'][number] {
  const plain = text(part['body_text']);
  return {
    externalId: id(part['id']),
    author: part['incoming'] === true ? 'customer' : 'agent',
    public: part['private'] === false,
    text: plain,
    html: plain ? null : text(part['body']),
    authorName: names.agents.get(id(part['user_id']) ?? '') ?? null,
    createdAt: time(part['created_at']),
  };
}

function requesterOf(ticket: Payload): NewTicket['requester'] {
  const requester = object(ticket['requester']);
  const externalId = id(ticket['requester_id']) ?? id(requester['id']);
  if (!externalId) return null;
  const phone = text(requester['phone']) ?? text(requester['mobile']);
  return {
    externalId,
    name: text(requester['name']) ?? text(ticket['requester_name']),
    email: email(requester['email']),
    phone,
  };
}
