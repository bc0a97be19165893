import { query } from 'jsonpath-rfc9535';
import type { NewTicket } from '../../tickets/ticket.schema.js';
import type { GenericMapping } from '../connection.schema.js';
import type { SourceChange } from '../source-change.js';
import { email, id, label, present, tags, text, time } from './read-payload.js';

type Reader = (name: keyof GenericMapping) => unknown;

const STATUSES = new Set(['open', 'pending', 'solved', 'closed', 'merged', 'spam']);
const STATUS_WORDS: Record<string, NonNullable<NewTicket['status']>> = {
  new: 'open',
  active: 'open',
  resolved: 'solved',
  done: 'solved',
  on_hold: 'pending',
};

/** Reads a body of any shape by the paths that the operator gave. What a path does not find stays unknown. */
export function genericChanges(body: unknown, mapping: GenericMapping, receivedAt: string): SourceChange[] {
  const items = mapping.items ? query(body as never, mapping.items) : [body];
  return (items as unknown[]).flatMap((item) => {
    const read: Reader = (name) => (mapping[name] ? (query(item as never, mapping[name]) as unknown[])[0] : undefined);
    return changesOfItem(read, item, mapping, receivedAt);
  });
}

function changesOfItem(read: Reader, item: unknown, mapping: GenericMapping, receivedAt: string): SourceChange[] {
  const externalId = id(read('externalId'));
  if (externalId === null) return [];
  const updatedAt = time(read('updatedAt')) ?? time(read('createdAt')) ?? receivedAt;
  if (read('deleted') === true || read('deleted') === 'true')
    return [{ kind: 'ticket-deleted', externalId, at: updatedAt }];
  const createdAt = time(read('createdAt')) ?? updatedAt;
  const all = mapping.tags ? (query(item as never, mapping.tags) as unknown[]) : null;
  const ticket: NewTicket = {
    externalId,
    createdAt,
    updatedAt,
    ...present({ ...labels(read), status: statusOf(read('status')), requester: requesterOf(read), csat: csatOf(read) }),
    ...(all && { tags: tags(all.length === 1 ? all[0] : all) }),
    messages: messagesOf(read, createdAt, updatedAt),
  };
  return [{ kind: 'ticket', ticket }];
}

function labels(read: Reader): Partial<NewTicket> {
  const names = ['channel', 'product', 'plan', 'language', 'stage', 'agent', 'team', 'priority'] as const;
  return { ...Object.fromEntries(names.map((name) => [name, label(read(name))])), subject: text(read('subject')) };
}

function statusOf(value: unknown): NewTicket['status'] | null {
  const word = text(value)?.toLowerCase().replace(/[\s-]/g, '_') ?? '';
  return STATUSES.has(word) ? (word as NonNullable<NewTicket['status']>) : (STATUS_WORDS[word] ?? null);
}

function requesterOf(read: Reader): NewTicket['requester'] {
  const address = email(read('requesterEmail'));
  const externalId = id(read('requesterId')) ?? address?.toLowerCase();
  return externalId ? { externalId, name: text(read('requesterName')), email: address } : null;
}

function csatOf(read: Reader): NewTicket['csat'] {
  const score = Number(read('score') ?? NaN);
  const scale = Number(read('scoreScale') ?? 5);
  return Number.isInteger(score) && Number.isInteger(scale) && score >= 0 && score <= scale && scale <= 11
    ? { score, scale }
    : null;
}

function messagesOf(read: Reader, createdAt: string, updatedAt: string): NewTicket['messages'] {
  const said = { text: text(read('text')), html: text(read('html')) };
  if (said.text === null && said.html === null) return [];
  const author = text(read('author'))?.toLowerCase();
  const isPublic = read('public');
  return [
    {
      ...said,
      externalId: id(read('messageId')),
      author: author === 'agent' || author === 'bot' ? author : 'customer',
      public: isPublic === undefined || (isPublic !== false && isPublic !== 'false'),
      createdAt: id(read('messageId')) ? updatedAt : createdAt,
    },
  ];
}
