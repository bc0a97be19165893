import { randomUUID } from 'node:crypto';
import { type StageMapping, stageOf } from '../stages/stage-of.js';
import { maskPersonalData } from '../text/masking/mask.js';
import type { NewMessage, NewTicket } from './ticket.schema.js';

/** A ticket as it is stored, without what was said in it. Times are ISO 8601. */
export interface TicketRow {
  id: string;
  externalId: string;
  customerId: string | null;
  subject: string | null;
  url: string | null;
  channel: string | null;
  product: string | null;
  plan: string | null;
  language: string | null;
  stage: string | null;
  stageByRule: boolean;
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

const LABELS = ['url', 'channel', 'product', 'plan', 'language', 'priority', 'agent', 'team'] as const;
const DONE = ['solved', 'closed'];
const LONGEST_SUBJECT = 500;

/**
 * The stored ticket after a delivery: what the delivery leaves out keeps its value, what it gives replaces it, and what
 * only grows (replies, re-openings) is united. An older delivery than the stored version only adds to what grows.
 */
export function nextTicketRow(
  ticket: NewTicket,
  customerId: string | null,
  stored: TicketRow | null,
  rules: readonly StageMapping[],
): TicketRow {
  const updatedAt = iso(ticket.updatedAt ?? ticket.createdAt);
  const replies = ticket.messages.filter(isReply).map((message) => iso(message.createdAt!));
  if (stored && Date.parse(stored.sourceUpdatedAt) > Date.parse(updatedAt)) return withReplies(stored, replies);
  const row: TicketRow = {
    ...(stored ?? blank(ticket)),
    ...labels(ticket, stored),
    ...state(ticket, stored, updatedAt),
    ...answer(ticket, stored),
    customerId: customerId ?? stored?.customerId ?? null,
    subject: subject(ticket, stored),
    // Some webhooks do not tell when a ticket was opened and pass their own time: the earliest is the best known.
    createdAt: earliest(iso(ticket.createdAt), stored?.createdAt ?? null)!,
    sourceUpdatedAt: updatedAt,
  };
  return withStage(withReplies(row, replies, ticket.firstReplyAt), ticket, stored, rules);
}

function blank(ticket: NewTicket): TicketRow {
  const empty = {
    customerId: null,
    subject: null,
    url: null,
    channel: null,
    product: null,
    plan: null,
    language: null,
  };
  const unknown = {
    stage: null,
    stageByRule: false,
    tags: [],
    status: 'open',
    priority: null,
    agent: null,
    team: null,
  };
  const times = { firstReplyAt: null, replyTimes: [], solvedAt: null, reopenedTimes: [], escalatedAt: null };
  const rest = { handleSeconds: null, csatScore: null, csatScale: null, csatAt: null, mergedInto: null };
  const own = { id: randomUUID(), externalId: ticket.externalId, createdAt: ticket.createdAt, sourceUpdatedAt: '' };
  return { ...empty, ...unknown, ...times, ...rest, ...own };
}

function labels(ticket: NewTicket, stored: TicketRow | null): Partial<TicketRow> {
  const given = { ...ticket, plan: ticket.plan === undefined ? ticket.requester?.plan : ticket.plan };
  const values = Object.fromEntries(LABELS.map((name) => [name, kept(given[name], stored?.[name])]));
  return { ...values, tags: ticket.tags ?? stored?.tags ?? [] };
}

/** A status that moves from done to open is a re-opening, and one that becomes done was solved then, when the source says nothing better. */
function state(ticket: NewTicket, stored: TicketRow | null, updatedAt: string): Partial<TicketRow> {
  const status = ticket.status ?? stored?.status ?? 'open';
  const { reopens, solvedAt } = moved(stored, status, updatedAt);
  return {
    status,
    solvedAt: kept(ticket.solvedAt, solvedAt, iso),
    reopenedTimes: united(stored?.reopenedTimes ?? [], ticket.reopenedAt?.map(iso) ?? (reopens ? [updatedAt] : [])),
    escalatedAt: kept(ticket.escalatedAt, stored?.escalatedAt, iso),
    handleSeconds: kept(ticket.handleSeconds, stored?.handleSeconds),
    mergedInto: kept(ticket.mergedInto, stored?.mergedInto),
  };
}

function moved(stored: TicketRow | null, status: string, at: string): { reopens: boolean; solvedAt: string | null } {
  if (!stored) return { reopens: false, solvedAt: null };
  const wasDone = DONE.includes(stored.status);
  const reopens = wasDone && (status === 'open' || status === 'pending');
  const solves = !wasDone && DONE.includes(status);
  return { reopens, solvedAt: reopens ? null : solves ? at : stored.solvedAt };
}

/** Left out keeps, null clears, anything else replaces. */
function kept<T>(
  given: T | null | undefined,
  stored: T | null | undefined,
  convert: (value: T) => T = (value) => value,
): T | null {
  if (given === undefined) return stored ?? null;
  return given === null ? null : convert(given);
}

function answer({ csat, updatedAt, createdAt }: NewTicket, stored: TicketRow | null): Partial<TicketRow> {
  if (csat === undefined) return {};
  if (csat === null) return { csatScore: null, csatScale: null, csatAt: null };
  const at = csat.answeredAt ?? (stored?.csatScore === csat.score ? stored.csatAt : null) ?? updatedAt ?? createdAt;
  return { csatScore: csat.score, csatScale: csat.scale, csatAt: iso(at) };
}

function subject(ticket: NewTicket, stored: TicketRow | null): string | null {
  if (ticket.subject === undefined) return stored?.subject ?? null;
  if (!ticket.subject) return null;
  return maskPersonalData(ticket.subject, { knownNames: namesIn(ticket) })
    .masked.slice(0, LONGEST_SUBJECT)
    .toWellFormed();
}

function withReplies(row: TicketRow, replies: string[], firstReplyAt?: string | null): TicketRow {
  const replyTimes = united(row.replyTimes, replies);
  return {
    ...row,
    replyTimes,
    firstReplyAt: firstReplyAt ? iso(firstReplyAt) : earliest(row.firstReplyAt, replyTimes[0] ?? null),
  };
}

function withStage(
  row: TicketRow,
  ticket: NewTicket,
  stored: TicketRow | null,
  rules: readonly StageMapping[],
): TicketRow {
  if (ticket.stage !== undefined && ticket.stage !== null) return { ...row, stage: ticket.stage, stageByRule: false };
  if (stored?.stage && !stored.stageByRule && ticket.stage === undefined) return row;
  const { product, plan, channel, team, priority, language } = row;
  const fields = { ...ticket.fields, product, plan, channel, team, priority, language };
  const stage = stageOf({ tags: row.tags, fields }, rules);
  // A rule on a further field fits only when the delivery brings the field: a delivery without fields takes nothing away.
  if (stage === null && stored?.stageByRule && !ticket.fields) return row;
  return { ...row, stage, stageByRule: stage !== null };
}

function isReply(message: NewMessage): boolean {
  return message.author === 'agent' && message.public && Boolean(message.createdAt);
}

/** Names that the ticket itself tells: masked wherever they stand. */
export function namesIn(ticket: NewTicket): string[] {
  const names = [ticket.requester?.name, ...ticket.messages.map((message) => message.authorName)];
  return [...new Set(names.filter((name): name is string => Boolean(name)))];
}

function united(known: string[], fresh: string[]): string[] {
  return [...new Set([...known, ...fresh])].sort();
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function iso(time: string): string {
  return new Date(time).toISOString();
}
