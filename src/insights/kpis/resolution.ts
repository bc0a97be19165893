import type { Period } from '../../platform/periods.js';
import { ascending, quantile } from '../statistics/quantiles.js';
import { countKpi, shareKpi, unknownKpi, type Kpi } from './kpi.js';
import { createdIn, hasAny, isCounted, isReported, solvedIn, type TicketFacts } from './ticket-facts.js';

const DAY_MS = 86_400_000;
/** A customer who comes back within a week was not helped the first time. */
const SETTLE_DAYS = 7;

function within(a: Date, b: Date, days: number): boolean {
  const gap = b.getTime() - a.getTime();
  return gap > 0 && gap <= days * DAY_MS;
}

/** Contacts by customer and theme, for looking forward and back from one of them. */
function byCustomerAndTheme(tickets: readonly TicketFacts[]): Map<string, TicketFacts[]> {
  const groups = new Map<string, TicketFacts[]>();
  for (const ticket of tickets.filter(isCounted)) {
    if (ticket.customer === null) continue;
    for (const theme of ticket.themes) {
      const key = `${ticket.customer}\n${theme}`;
      groups.set(key, [...(groups.get(key) ?? []), ticket]);
    }
  }
  return groups;
}

function relatives(ticket: TicketFacts, groups: ReadonlyMap<string, TicketFacts[]>): TicketFacts[] {
  const all = ticket.themes.flatMap((theme) => groups.get(`${ticket.customer}\n${theme}`) ?? []);
  return all.filter(({ id }) => id !== ticket.id);
}

/**
 * Share of tickets solved with at most one reply, never reopened, and without a further contact of the same customer about the
 * same theme in the seven days after. Tickets solved less than seven days before `now` are left out: nobody knows yet.
 */
export function firstContactResolution(tickets: readonly TicketFacts[], period: Period, now: Date): Kpi {
  const fields = ['reply_times', 'solved_at', 'reopened_times', 'customer_id', 'theme'];
  if (!isReported(tickets, 'solvedAt')) return unknownKpi('percent', { fields });
  const solved = solvedIn(tickets, period);
  const settled = solved.filter(({ solvedAt }) => now.getTime() - solvedAt!.getTime() >= SETTLE_DAYS * DAY_MS);
  const groups = byCustomerAndTheme(tickets);
  const knowsReplies = hasAny(tickets, 'replyTimes');
  const atOnce = settled.filter((ticket) => {
    const again = relatives(ticket, groups).some((other) => within(ticket.solvedAt!, other.createdAt, SETTLE_DAYS));
    return !again && ticket.reopenedTimes.length === 0 && (!knowsReplies || ticket.replyTimes.length <= 1);
  });
  const how = knowsReplies
    ? 'at most one reply, not reopened, no new contact in 7 days'
    : 'not reopened, no new contact in 7 days; replies are not recorded';
  const late = solved.length - settled.length;
  return shareKpi(atOnce.length, settled.length, {
    fields,
    note: late ? `${how}; ${late} solved too recently left out` : how,
  });
}

/** Share of the tickets created in the period that are solved by now. */
export function resolutionRate(tickets: readonly TicketFacts[], period: Period, now: Date): Kpi {
  const fields = ['status', 'solved_at'];
  const created = createdIn(tickets, period);
  if (!isReported(tickets, 'solvedAt')) return unknownKpi('percent', { fields });
  const solved = created.filter(({ solvedAt }) => solvedAt !== null && solvedAt <= now);
  return shareKpi(solved.length, created.length, { fields });
}

/** Share of the tickets solved in the period that had been reopened. */
export function reopenRate(tickets: readonly TicketFacts[], period: Period): Kpi {
  const fields = ['solved_at', 'reopened_times'];
  if (!hasAny(tickets, 'reopenedTimes'))
    return unknownKpi('percent', { fields, note: 'no ticket was ever reopened, or the source does not say' });
  const solved = solvedIn(tickets, period);
  return shareKpi(solved.filter(({ reopenedTimes }) => reopenedTimes.length > 0).length, solved.length, { fields });
}

/** Share of the contacts of the period whose customer had written about the same theme in the days before; needs older tickets too. */
export function repeatContactRate(tickets: readonly TicketFacts[], period: Period, days: 7 | 30): Kpi {
  const fields = ['customer_id', 'created_at', 'theme'];
  const known = createdIn(tickets, period).filter(({ customer, themes }) => customer !== null && themes.length > 0);
  const groups = byCustomerAndTheme(tickets);
  const repeated = known.filter((ticket) =>
    relatives(ticket, groups).some((other) => within(other.createdAt, ticket.createdAt, days)),
  );
  return shareKpi(repeated.length, known.length, { fields, note: `same customer and theme within ${days} days` });
}

/** Share of the tickets created in the period that were escalated. */
export function escalationRate(tickets: readonly TicketFacts[], period: Period): Kpi {
  const fields = ['escalated_at'];
  if (!isReported(tickets, 'escalatedAt'))
    return unknownKpi('percent', { fields, note: 'no ticket was ever escalated, or the source does not say' });
  const created = createdIn(tickets, period);
  return shareKpi(created.filter(({ escalatedAt }) => escalatedAt !== null).length, created.length, { fields });
}

/** Tickets open at an instant, and the median of their age in minutes. A ticket that was reopened is open from its last reopening on. */
export function backlog(tickets: readonly TicketFacts[], at: Date): { open: Kpi; age: Kpi } {
  const fields = ['created_at', 'solved_at', 'status'];
  const open = tickets.filter((ticket) => isCounted(ticket) && ticket.createdAt < at && isOpenAt(ticket, at));
  const ages = ascending(open.map(({ createdAt }) => (at.getTime() - createdAt.getTime()) / 60_000));
  return {
    open: countKpi(open.length, { fields }),
    age: { value: quantile(ages, 0.5), n: ages.length, interval: null, unit: 'minutes', fields },
  };
}

function isOpenAt({ solvedAt, status }: TicketFacts, at: Date): boolean {
  if (solvedAt === null) return status === 'open' || status === 'pending';
  return solvedAt >= at;
}
