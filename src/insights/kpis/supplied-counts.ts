import type { EntityManager } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import { DIMENSIONS, type MessageFilter } from '../themes/reading/theme-messages.js';
import type { KpiFilter } from './kpi-question.js';

/** What tickets do not say: null when nobody supplied it. */
export interface SuppliedCounts {
  /** Customers on the last day of the period, or the last known day before it. */
  customers: number | null;
  /** Help-centre sessions of the period, and those followed by a contact. */
  sessions: number | null;
  sessionsWithContact: number | null;
  /** Searches in the help centre, and those that found nothing. */
  searches: number | null;
  failedSearches: number | null;
}

export const NOTHING_SUPPLIED: SuppliedCounts = {
  customers: null,
  sessions: null,
  sessionsWithContact: null,
  searches: null,
  failedSearches: null,
};

/** They belong to the organisation as a whole: under any filter they are unknown. */
export async function suppliedCounts(em: EntityManager, period: Period, filter: KpiFilter): Promise<SuppliedCounts> {
  if (Object.keys(filter).length > 0) return NOTHING_SUPPLIED;
  const [row] = await em.query<[SuppliedCounts]>(
    `SELECT (SELECT value FROM supplied_count WHERE kind = 'customers' AND day < ($2::timestamptz)::date ORDER BY day DESC LIMIT 1) AS customers,
       s.sessions, s.followed AS "sessionsWithContact", nullif(k.all, 0) AS searches, CASE WHEN k.all > 0 THEN k.failed END AS "failedSearches"
     FROM (SELECT sum(value) FILTER (WHERE kind = 'sessions')::int AS sessions, sum(value) FILTER (WHERE kind = 'sessions-with-contact')::int AS followed
         FROM supplied_count WHERE day >= ($1::timestamptz)::date AND day < ($2::timestamptz)::date) s,
       (SELECT count(*)::int AS all, count(*) FILTER (WHERE results = 0)::int AS failed FROM kb_search WHERE searched_at >= $1 AND searched_at < $2) k`,
    [period.from, period.to],
  );
  return row;
}

/** The part of a filter that messages know too. */
export function messageFilter(filter: KpiFilter): MessageFilter {
  const known = DIMENSIONS.filter((name) => filter[name] !== undefined).map((name) => [name, filter[name]]);
  return {
    ...Object.fromEntries(known),
    ...(filter.tag === undefined ? {} : { tag: filter.tag }),
    ...(filter.themeIds ? { themeIds: filter.themeIds } : {}),
  };
}
