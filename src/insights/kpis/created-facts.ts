import { bind } from '../themes/reading/theme-messages.js';
import type { Elapsed } from './elapsed-sql.js';
import {
  COUNTED_TICKET,
  type KpiQuestion,
  placeSql,
  sameMatterSql,
  spanOf,
  themesOfTicket,
  ticketClauses,
  withinSql,
} from './kpi-question.js';

/** Hours, not days: a day may have 23 of them, and "within 7 days" must not depend on the zone of a connection. */
export const SEVEN_DAYS = `interval '168 hours'`;
const THIRTY_DAYS = `interval '720 hours'`;

/** Not the whole rows: they would be copied several times on the way. */
const COLUMNS = 't.id, t.customer_id, t.created_at, t.first_reply_at, t.solved_at, t.escalated_at';

/**
 * One row `created` per ticket created in the periods: response_minutes (NULL: no reply, or one before the creation), solved
 * by `now`, escalated, and whether the same customer had written about the same theme in the 7 and 30 days before (again7,
 * again30; NULL when customer or theme is unknown, or nobody `looksBack`).
 */
export function createdFacts(question: KpiQuestion, parameters: unknown[], elapsed: Elapsed, looksBack = true): string {
  const said = looksBack ? lookingBack(question, parameters) : plainly(question, parameters);
  return `${said},
    created AS MATERIALIZED (SELECT c.id, c.part, c.own, CASE WHEN c.first_reply_at >= c.created_at THEN ${elapsed('c.created_at', 'c.first_reply_at')} END AS response_minutes,
      coalesce(c.solved_at <= ${bind(parameters, question.now)}, false) AS solved, c.escalated_at IS NOT NULL AS escalated, again.again7, again.again30
      FROM said c LEFT JOIN again ON again.id = c.id WHERE c.asked)`;
}

/** The same rows once for each theme of a ticket, where only this theme counts as the same matter. */
export const CREATED_BY_THEME = `SELECT h.root_id::text AS grp, c.response_minutes, c.solved, c.escalated, h.again7, h.again30
  FROM created c JOIN matter h ON h.id = c.id`;

/** Looking back over 30 days costs more than all the rest; a list of response times needs none of it. */
function plainly(question: KpiQuestion, parameters: unknown[]): string {
  return `said AS MATERIALIZED (SELECT ${COLUMNS}, ${placeSql(question, 't.created_at', parameters)}, true AS asked FROM ticket t
      WHERE ${withinSql(question, 't.created_at', parameters)}),
    again AS (SELECT NULL::uuid AS id, NULL::boolean AS again7, NULL::boolean AS again30 WHERE false)`;
}

/** Earlier tickets of a customer count whatever the filter: they are read with the others and not `asked` for. */
function lookingBack(question: KpiQuestion, parameters: unknown[]): string {
  const { from, to } = spanOf(question);
  const start = `${bind(parameters, from)}::timestamptz`;
  const since = (days: string) =>
    `CASE WHEN customer_id IS NOT NULL THEN coalesce(last >= created_at - ${days}, false) END`;
  return `said AS MATERIALIZED (SELECT ${COLUMNS}, ${placeSql(question, 't.created_at', parameters)},
      t.created_at >= ${start} AND ${ticketClauses(parameters, question.filter)} AS asked FROM ticket t
      WHERE ${COUNTED_TICKET} AND t.created_at >= ${start} - ${THIRTY_DAYS} AND t.created_at < ${bind(parameters, to)}),
    about AS (SELECT DISTINCT t.id, t.customer_id, t.created_at, t.asked, leaf.root_id FROM said t ${themesOfTicket('t.id')}),
    follows AS (SELECT about.*, max(created_at) OVER (PARTITION BY customer_id, root_id ORDER BY created_at
      RANGE BETWEEN UNBOUNDED PRECEDING AND interval '1 microsecond' PRECEDING) AS last FROM about),
    matter AS (SELECT id, root_id, ${since(SEVEN_DAYS)} AS again7, ${since(THIRTY_DAYS)} AS again30 FROM follows WHERE asked),
    again AS (SELECT id, bool_or(again7) AS again7, bool_or(again30) AS again30 FROM matter
      WHERE ${sameMatterSql(question, parameters, 'root_id')} GROUP BY id)`;
}
