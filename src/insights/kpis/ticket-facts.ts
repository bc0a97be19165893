import { contains, type Period } from '../../platform/periods.js';

/** A ticket as KPIs see it; null = has not happened, or the source does not say. */
export interface TicketFacts {
  id: string;
  customer: string | null;
  status: 'open' | 'pending' | 'solved' | 'closed' | 'merged' | 'spam';
  createdAt: Date;
  firstReplyAt: Date | null;
  replyTimes: readonly Date[];
  /** The last time it was solved. */
  solvedAt: Date | null;
  reopenedTimes: readonly Date[];
  escalatedAt: Date | null;
  handleSeconds: number | null;
  csat: { score: number; scale: number; at: Date } | null;
  themes: readonly string[];
}

/** Merged tickets are told by the one they were merged into; spam was never a contact. */
export function isCounted({ status }: Pick<TicketFacts, 'status'>): boolean {
  return status !== 'merged' && status !== 'spam';
}

export function createdIn(tickets: readonly TicketFacts[], period: Period): TicketFacts[] {
  return tickets.filter((ticket) => isCounted(ticket) && contains(period, ticket.createdAt));
}

export function solvedIn(tickets: readonly TicketFacts[], period: Period): TicketFacts[] {
  return tickets.filter((ticket) => isCounted(ticket) && ticket.solvedAt !== null && contains(period, ticket.solvedAt));
}

/** True when any ticket carries the field: a column that is empty throughout is not reported, rather than always "no". */
export function isReported(
  tickets: readonly TicketFacts[],
  field: 'firstReplyAt' | 'solvedAt' | 'escalatedAt' | 'handleSeconds',
): boolean {
  return tickets.some((ticket) => ticket[field] !== null);
}

/** The same for fields that hold several times. */
export function hasAny(tickets: readonly TicketFacts[], field: 'replyTimes' | 'reopenedTimes'): boolean {
  return tickets.some((ticket) => ticket[field].length > 0);
}
