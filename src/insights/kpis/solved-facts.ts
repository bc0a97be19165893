import { bind } from '../themes/reading/theme-messages.js';
import { SEVEN_DAYS } from './created-facts.js';
import type { Elapsed } from './elapsed-sql.js';
import {
  COUNTED_TICKET,
  type KpiQuestion,
  placeSql,
  sameMatterSql,
  spanOf,
  themesOfTicket,
  withinSql,
} from './kpi-question.js';

/**
 * One row `done` per ticket solved in the periods: resolution_minutes (NULL: solved before it was created), handle_minutes,
 * replies, reopened, settled (solved at least 7 days before `now`) and returned: the same customer wrote about the same theme
 * in the 7 days after the solution (NULL when nobody `looksAhead`).
 */
export function solvedFacts(question: KpiQuestion, parameters: unknown[], elapsed: Elapsed, looksAhead = true): string {
  const returned = looksAhead ? returnedSql(question, parameters) : NOBODY;
  return `scope AS MATERIALIZED (SELECT t.id, t.customer_id, t.created_at, t.solved_at, t.handle_seconds / 60::float8 AS handle_minutes,
      cardinality(t.reply_times) AS replies, cardinality(t.reopened_times) > 0 AS reopened, ${placeSql(question, 't.solved_at', parameters)}
      FROM ticket t WHERE ${withinSql(question, 't.solved_at', parameters)}),
    ${returned},
    done AS MATERIALIZED (SELECT c.id, c.part, c.own, c.handle_minutes, c.replies, c.reopened, returned.id IS NOT NULL AS returned,
      CASE WHEN c.solved_at >= c.created_at THEN ${elapsed('c.created_at', 'c.solved_at')} END AS resolution_minutes,
      c.solved_at <= ${bind(parameters, question.now)}::timestamptz - ${SEVEN_DAYS} AS settled
      FROM scope c LEFT JOIN returned ON returned.id = c.id)`;
}

/** The same rows once for each theme of a ticket, where only this theme counts as the same matter. */
export const SOLVED_BY_THEME = `SELECT h.root_id::text AS grp, c.handle_minutes, c.replies, c.reopened, c.resolution_minutes, c.settled,
    back.id IS NOT NULL AS returned
  FROM done c JOIN scope_theme h ON h.id = c.id LEFT JOIN back ON back.id = c.id AND back.root_id = h.root_id`;

const NOBODY = 'returned AS (SELECT NULL::uuid AS id WHERE false)';

/**
 * Solutions and what customers wrote, in one order of time for each customer and theme: the next that was written after a
 * solution is found in one pass, also of a customer with thousands of tickets.
 */
function returnedSql(question: KpiQuestion, parameters: unknown[]): string {
  const { from, to } = spanOf(question);
  return `scope_theme AS MATERIALIZED (SELECT DISTINCT c.id, leaf.root_id FROM scope c ${themesOfTicket('c.id')}),
    turn AS (SELECT c.id, c.customer_id, h.root_id, greatest(c.solved_at, c.created_at) AS at, NULL::timestamptz AS wrote
        FROM scope c JOIN scope_theme h ON h.id = c.id WHERE c.customer_id IS NOT NULL
      UNION ALL SELECT NULL, t.customer_id, leaf.root_id, t.created_at, t.created_at FROM ticket t ${themesOfTicket('t.id')}
        WHERE t.customer_id IS NOT NULL AND ${COUNTED_TICKET} AND t.created_at > ${bind(parameters, from)} AND t.created_at < ${bind(parameters, to)}::timestamptz + ${SEVEN_DAYS}),
    next AS (SELECT id, root_id, at, min(wrote) OVER (PARTITION BY customer_id, root_id ORDER BY at DESC
      RANGE BETWEEN UNBOUNDED PRECEDING AND interval '1 microsecond' PRECEDING) AS wrote FROM turn),
    back AS MATERIALIZED (SELECT id, root_id FROM next WHERE id IS NOT NULL AND wrote <= at + ${SEVEN_DAYS}),
    returned AS (SELECT DISTINCT id FROM back WHERE ${sameMatterSql(question, parameters, 'root_id')})`;
}

/** Solved at once: at most one reply (where replies are recorded), never reopened, and nobody came back. */
export function atOnceSql(knowsReplies: boolean): string {
  return `(NOT returned AND NOT reopened${knowsReplies ? ' AND replies <= 1' : ''})`;
}
