import { concentrations, type Segment } from '../../insights/statistics/segments.js';
import { shareFacts } from '../facts/theme-facts.js';
import type { AuditTheme } from './audit-report.js';
import type { AuditTicket } from './read-audit-tickets.js';

export const DIMENSIONS = ['product', 'plan', 'stage', 'channel', 'language', 'priority', 'team'] as const;
const MOST_SEGMENTS = 2;
/** What describes the customer and the product; who dealt with a ticket, and how urgently, follows from what it is about. */
const TELLING = DIMENSIONS.filter((dimension) => dimension !== 'priority' && dimension !== 'team');
/** A page that is read once, without a second look next week, tells only what is beyond doubt. */
const ESTABLISHED = 0.01;

/** Where tickets concentrate, the strongest first: the share of a value among them against its share of all other tickets. */
export function concentratesOn(tickets: AuditTicket[], mine: ReadonlySet<AuditTicket>): AuditTheme['segments'] {
  const found = concentrations(segmentsOf(tickets, mine)).filter(({ q }) => q < ESTABLISHED);
  return found.slice(0, MOST_SEGMENTS).map(({ dimension, value, yes, n, q }) => {
    const elsewhere = (n - yes) / Math.max(1, tickets.length - mine.size);
    return { dimension, value, here: shareFacts(yes, mine.size), elsewhere, q };
  });
}

function segmentsOf(tickets: AuditTicket[], mine: ReadonlySet<AuditTicket>): Segment[] {
  return TELLING.flatMap((dimension) => {
    const groups = Map.groupBy(
      tickets.filter(({ ticket }) => ticket[dimension]),
      ({ ticket }) => ticket[dimension]!,
    );
    return [...groups].map(([value, list]) => ({
      dimension,
      value,
      yes: list.filter((ticket) => mine.has(ticket)).length,
      n: list.length,
    }));
  });
}
