import type { Period } from '../../platform/periods.js';
import { businessMinutes, type BusinessCalendar } from './business-hours.js';
import { meanKpi, quantileKpi, unknownKpi, type Kpi } from './kpi.js';
import { createdIn, hasAny, isReported, solvedIn, type TicketFacts } from './ticket-facts.js';

/** Median and slowest tenth; both null when no ticket carries the times. */
export interface Duration {
  median: Kpi;
  p90: Kpi;
}

function duration(minutes: readonly number[], fields: readonly string[], note?: string): Duration {
  return { median: quantileKpi(minutes, 0.5, { fields, note }), p90: quantileKpi(minutes, 0.9, { fields, note }) };
}

function leftOut(count: number, why: string): string | undefined {
  return count ? `${count} ${why} left out` : undefined;
}

/** First reply minus creation of tickets created in the period, in business minutes. A reply before the creation is an error of the source. */
export function firstResponseTime(
  tickets: readonly TicketFacts[],
  period: Period,
  calendar: BusinessCalendar | null,
): Duration {
  const created = createdIn(tickets, period);
  const answered = created.filter(({ createdAt, firstReplyAt }) => firstReplyAt !== null && firstReplyAt >= createdAt);
  const minutes = answered.map(({ createdAt, firstReplyAt }) => businessMinutes(createdAt, firstReplyAt!, calendar));
  return duration(
    minutes,
    ['created_at', 'first_reply_at'],
    leftOut(created.length - answered.length, 'without a first reply'),
  );
}

/** Last solution minus creation of tickets solved in the period, in business minutes. */
export function resolutionTime(
  tickets: readonly TicketFacts[],
  period: Period,
  calendar: BusinessCalendar | null,
): Duration {
  const solved = solvedIn(tickets, period);
  const sound = solved.filter(({ createdAt, solvedAt }) => solvedAt! >= createdAt);
  const minutes = sound.map(({ createdAt, solvedAt }) => businessMinutes(createdAt, solvedAt!, calendar));
  return duration(
    minutes,
    ['created_at', 'solved_at'],
    leftOut(solved.length - sound.length, 'solved before they were created'),
  );
}

/** Mean handling time of tickets solved in the period; where the source does not record it, replies per resolution stand in. */
export function handleTime(tickets: readonly TicketFacts[], period: Period): Kpi {
  const solved = solvedIn(tickets, period);
  if (isReported(tickets, 'handleSeconds')) {
    const minutes = solved.flatMap(({ handleSeconds }) => (handleSeconds === null ? [] : [handleSeconds / 60]));
    const missing = leftOut(solved.length - minutes.length, 'without a handling time');
    return { ...meanKpi(minutes, { fields: ['handle_seconds'], note: missing }), unit: 'minutes' };
  }
  if (!hasAny(tickets, 'replyTimes')) return unknownKpi('minutes', { fields: ['handle_seconds', 'reply_times'] });
  return meanKpi(
    solved.map(({ replyTimes }) => replyTimes.length),
    { fields: ['reply_times'], note: 'replies per resolution, since handling times are not recorded' },
  );
}
