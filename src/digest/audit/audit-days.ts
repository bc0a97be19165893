import { dayOf, daysIn, type Period } from '../../platform/periods.js';
import type { AuditTicket } from './read-audit-tickets.js';

/** The calendar days that a file covers, in a zone. */
export interface Days {
  period: Period;
  /** Starts of the days, and the end of the last one. */
  bounds: Date[];
  count: number;
}

export function daysOf(tickets: AuditTicket[], zone: string): Days {
  const times = tickets.map(({ ticket }) => Date.parse(ticket.createdAt)).sort((a, b) => a - b);
  const period = { from: dayOf(new Date(times[0]!), zone).from, to: dayOf(new Date(times.at(-1)!), zone).to };
  const days = daysIn(period, zone);
  return { period, bounds: [...days.map(({ from }) => from), period.to], count: days.length };
}

/** Number of the day that an instant of the period falls on. */
export function dayIndex({ bounds, count }: Days, at: Date): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (bounds[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
