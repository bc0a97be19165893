import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { NewTicket } from '../tickets/ticket.schema.js';
import type { ColumnMapping, ColumnRole } from './guess-columns.js';

export interface RowReading {
  mapping: ColumnMapping;
  /** IANA zone in which dates without a zone are meant. */
  zone: string;
  /** Stands in for the creation time when the file has no such column. */
  now: Date;
}

export type TicketOrReason = { ticket: NewTicket } | { reason: string };

const STATUS_WORDS: Record<string, NewTicket['status']> = {
  new: 'open',
  open: 'open',
  active: 'open',
  reopened: 'open',
  pending: 'pending',
  hold: 'pending',
  'on-hold': 'pending',
  waiting: 'pending',
  snoozed: 'pending',
  solved: 'solved',
  resolved: 'solved',
  done: 'solved',
  closed: 'closed',
  archived: 'closed',
  deleted: 'spam',
  spam: 'spam',
  merged: 'merged',
};

/** The first column of a view that Zendesk exports, and of no other export. Its tags hold no blanks and stand between blanks. */
const ZENDESK_ALONE = 'Summation column';

/** A JSONL line that already has the shape of a ticket, in camelCase or snake_case, is taken as it is. */
export function isTicketShaped(row: Record<string, unknown>): boolean {
  return Array.isArray(row['messages']);
}

/** A line that is a whole ticket. Unknown keys are ignored. */
export function ticketFromObject(row: Record<string, unknown>): TicketOrReason {
  return check(camelKeys(row));
}

/**
 * A line of a table: one ticket with one customer message. A line without an id gets one from its content, so that the same file twice changes nothing.
 */
export function ticketFromColumns(row: Record<string, unknown>, { mapping, zone, now }: RowReading): TicketOrReason {
  const cell = (role: ColumnRole): string | null => textOf(row[mapping[role] ?? '']);
  const created = cell('createdAt');
  const createdAt = created === null ? null : toTime(created, zone);
  if (mapping.createdAt && createdAt === null)
    return { reason: `"${mapping.createdAt}" holds no date: ${preview(created)}` };
  const id = cell('id') ?? contentId(row);
  return check({
    externalId: id,
    subject: cell('subject'),
    createdAt: createdAt ?? now.toISOString(),
    updatedAt: optionalTime(cell('updatedAt'), zone),
    firstReplyAt: optionalTime(cell('firstReplyAt'), zone) ?? minutesAfter(createdAt, cell('firstReplyMinutes')),
    solvedAt: optionalTime(cell('solvedAt'), zone),
    ...labels(cell, ZENDESK_ALONE in row ? /[\s,;|]/ : /[,;|]/),
    requester: requester(cell),
    messages: [{ text: cell('text'), html: cell('html'), createdAt }],
    csat: score(cell('score'), cell('scoreKind')),
  });
}

function labels(cell: (role: ColumnRole) => string | null, betweenTags: RegExp): Record<string, unknown> {
  const status = cell('status')?.toLowerCase();
  return {
    channel: cell('channel'),
    product: cell('product'),
    plan: cell('plan'),
    language: cell('language'),
    stage: cell('stage'),
    team: cell('team'),
    agent: cell('agent'),
    priority: cell('priority'),
    url: cell('url')?.startsWith('http') ? cell('url') : null,
    status: status ? (STATUS_WORDS[status] ?? 'open') : 'open',
    tags: (cell('tags') ?? '')
      .split(betweenTags)
      .map((tag) => tag.trim())
      .filter(Boolean),
  };
}

function requester(cell: (role: ColumnRole) => string | null): Record<string, unknown> | null {
  const externalId = cell('customerId') ?? cell('customerEmail')?.toLowerCase() ?? cell('customerName');
  return externalId
    ? { externalId, name: cell('customerName'), email: cell('customerEmail'), plan: cell('plan') }
    : null;
}

/** Only Zendesk's good and bad, and whole numbers from 1 to 5, are taken for a CSAT answer; other scales need a mapping that says so. */
function score(value: string | null, kind: string | null): Record<string, unknown> | null {
  if (value === null || (kind !== null && !/csat|satisfaction/i.test(kind))) return null;
  const word = /^(good|bad)(?: with comment)?$/i.exec(value)?.[1]?.toLowerCase();
  if (word) return { score: word === 'good' ? 2 : 1, scale: 2 };
  return /^[1-5]$/.test(value) ? { score: Number(value), scale: 5 } : null;
}

function check(candidate: Record<string, unknown>): TicketOrReason {
  const parsed = NewTicket.safeParse(candidate);
  if (parsed.success) return { ticket: parsed.data };
  return {
    reason: parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; '),
  };
}

/** ISO 8601, SQL and RFC 2822 dates, US dates with a time, and Unix seconds or milliseconds. */
export function toTime(text: string, zone: string): string | null {
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000).toISOString();
  if (/^\d{13}$/.test(text)) return new Date(Number(text)).toISOString();
  const options = { zone };
  const formats = [
    'M/d/yyyy H:mm:ss',
    'M/d/yyyy H:mm',
    'M/d/yyyy',
    'd.M.yyyy H:mm',
    'd.M.yyyy',
    'yyyy/M/d H:mm:ss',
    'yyyy/M/d',
  ];
  const readings = [
    () => DateTime.fromISO(text, options),
    () => DateTime.fromSQL(text, options),
    () => DateTime.fromRFC2822(text, options),
    () => DateTime.fromFormat(text.replace(/ UTC$/, ' +00:00'), 'yyyy-MM-dd HH:mm:ss ZZ', options),
    ...formats.map((format) => () => DateTime.fromFormat(text, format, options)),
  ];
  for (const read of readings) {
    const time = read();
    if (time.isValid) return time.toUTC().toISO();
  }
  return null;
}

function optionalTime(text: string | null, zone: string): string | null {
  return text === null ? null : toTime(text, zone);
}

function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.map(String).join(', ') || null;
  if (value === null || value === undefined || typeof value === 'object') return null;
  const text = String(value).trim();
  // Zendesk writes a dash where nothing is known.
  return text === '' || text === '-' ? null : text;
}

function minutesAfter(time: string | null, minutes: string | null): string | null {
  if (time === null || minutes === null || !/^\d{1,7}(\.\d+)?$/.test(minutes)) return null;
  return new Date(Date.parse(time) + Number(minutes) * 60_000).toISOString();
}

function contentId(row: Record<string, unknown>): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 24);
}

function preview(text: string | null): string {
  return text === null ? 'the cell is empty' : JSON.stringify(text.slice(0, 40));
}

function camelKeys(value: unknown): Record<string, unknown> {
  return camel(value) as Record<string, unknown>;
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camel(inner),
    ]),
  );
}
