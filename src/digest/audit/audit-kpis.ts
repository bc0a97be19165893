import { satisfaction } from '../../insights/kpis/demand.js';
import type { Kpi } from '../../insights/kpis/kpi.js';
import {
  backlog,
  escalationRate,
  firstContactResolution,
  reopenRate,
  repeatContactRate,
  resolutionRate,
} from '../../insights/kpis/resolution.js';
import { firstResponseTime, handleTime, resolutionTime } from '../../insights/kpis/speed.js';
import type { TicketFacts } from '../../insights/kpis/ticket-facts.js';
import type { Period } from '../../platform/periods.js';
import { number } from '../rendering/words.js';
import type { AuditKpi } from './audit-report.js';
import type { AuditTicket } from './read-audit-tickets.js';

/** The figures that the columns of the file allow; those whose columns are missing are left out, not shown as zero. */
export function kpisOf(tickets: AuditTicket[], themes: string[][], period: Period): AuditKpi[] {
  const facts = tickets.map((ticket, index) => toFacts(ticket, themes[index]!));
  const response = firstResponseTime(facts, period, null);
  const resolution = resolutionTime(facts, period, null);
  const found: [string, Kpi][] = [
    ['First response time, median', response.median],
    ['First response time, slowest tenth', response.p90],
    ['Full resolution time, median', resolution.median],
    ['Handling time', handleTime(facts, period)],
    ['First contact resolution', firstContactResolution(facts, period, period.to)],
    ['Resolution rate', resolutionRate(facts, period, period.to)],
    ['Reopen rate', reopenRate(facts, period)],
    ['Repeat contacts within 7 days', repeatContactRate(facts, period, 7)],
    ['Escalation rate', escalationRate(facts, period)],
    ['Backlog at the end', backlog(facts, period.to).open],
    ['CSAT', satisfaction(facts, period)],
  ];
  return found.filter(([, kpi]) => kpi.value !== null && kpi.n > 0).map(([name, kpi]) => toAuditKpi(name, kpi));
}

function toAuditKpi(name: string, { value, unit, n, interval, note }: Kpi): AuditKpi {
  return {
    name,
    text: inWords(value!, unit),
    value,
    unit,
    n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    note: note ?? null,
  };
}

export function inWords(value: number, unit: string): string {
  if (unit === 'percent') return `${number(value)} %`;
  if (unit !== 'minutes') return number(value);
  if (value < 90) return `${number(value)} min`;
  return value < 60 * 48 ? `${number(value / 60)} h` : `${number(value / 60 / 24)} days`;
}

function toFacts({ ticket, customer }: AuditTicket, themes: string[]): TicketFacts {
  const date = (text: string | null | undefined): Date | null => (text ? new Date(text) : null);
  const replies = ticket.messages.filter(
    ({ author, public: isPublic, createdAt }) => author === 'agent' && isPublic && createdAt,
  );
  const replyTimes = replies.map(({ createdAt }) => new Date(createdAt!));
  const { csat } = ticket;
  return {
    id: ticket.externalId,
    customer,
    status: ticket.status ?? 'open',
    createdAt: new Date(ticket.createdAt),
    firstReplyAt: date(ticket.firstReplyAt) ?? replyTimes[0] ?? null,
    replyTimes,
    solvedAt: date(ticket.solvedAt),
    reopenedTimes: (ticket.reopenedAt ?? []).map((time) => new Date(time)),
    escalatedAt: date(ticket.escalatedAt),
    handleSeconds: ticket.handleSeconds ?? null,
    csat: csat
      ? { score: csat.score, scale: csat.scale, at: new Date(csat.answeredAt ?? ticket.updatedAt ?? ticket.createdAt) }
      : null,
    themes,
  };
}
