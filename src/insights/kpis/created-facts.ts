import { bind } from '../themes/reading/theme-messages.js';
import type { Elapsed } from './elapsed-sql.js';
import { COUNTED_TICKET, type KpiQuestion, sameThemeClause, scopeSql, themesOfTicket } from './kpi-question.js';

/** Hours, not days: a day may have 23 of them, and "within 7 days" must not depend on the zone of a connection. */
export const SEVEN_DAYS = `interval '168 hours'`;
const THIRTY_DAYS = `interval '720 hours'`;

/**
 * One row `created` per ticket (and group) created in the period: response_minutes (NULL: no reply, or one before the
 * creation), solved by `now`, escalated, and whether the same customer had written about the same theme in the 7 and 30 days
 * before (again7, again30; NULL when customer or theme is unknown, or nobody `looksBack`).
 */
export function createdFacts(question: KpiQuestion, parameters: unknown[], elapsed: Elapsed, looksBack = true): string {
  const { now } = question;
  const scope = scopeSql(question, 't.created_at', parameters);
  const again = looksBack ? againSql(question, parameters) : NOBODY;
  return `${scope}, ${again},
    created AS MATERIALIZED (SELECT c.*, CASE WHEN c.first_reply_at >= c.created_at THEN ${elapsed('c.created_at', 'c.first_reply_at')} END AS response_minutes,
      coalesce(c.solved_at <= ${bind(parameters, now)}, false) AS solved, c.escalated_at IS NOT NULL AS escalated, again.again7, again.again30
      FROM scope c LEFT JOIN again ON again.id = c.id AND again.grp IS NOT DISTINCT FROM c.grp)`;
}

/** Looking back over 30 days costs more than all the rest; a list of response times needs none of it. */
const NOBODY = `again AS (SELECT NULL::uuid AS id, NULL::text AS grp, NULL::boolean AS again7, NULL::boolean AS again30 WHERE false)`;

function againSql(question: KpiQuestion, parameters: unknown[]): string {
  const { period } = question;
  const from = bind(parameters, period.from);
  const to = bind(parameters, period.to);
  const same = sameThemeClause(question, parameters, 'm.root_id');
  return `contact AS (SELECT DISTINCT t.id, t.customer_id, t.created_at, leaf.root_id
      FROM ticket t ${themesOfTicket('t.id')}
      WHERE t.customer_id IS NOT NULL AND ${COUNTED_TICKET} AND t.created_at >= ${from}::timestamptz - ${THIRTY_DAYS} AND t.created_at < ${to}),
    matter AS (SELECT id, root_id, created_at, max(created_at) OVER (PARTITION BY customer_id, root_id ORDER BY created_at
      RANGE BETWEEN ${THIRTY_DAYS} PRECEDING AND interval '1 microsecond' PRECEDING) AS last FROM contact),
    again AS (SELECT c.id, c.grp, coalesce(bool_or(m.last >= m.created_at - ${SEVEN_DAYS}), false) AS again7, bool_or(m.last IS NOT NULL) AS again30
      FROM scope c JOIN matter m ON m.id = c.id WHERE ${same} GROUP BY c.id, c.grp)`;
}
