import { bind } from '../themes/reading/theme-messages.js';
import { SEVEN_DAYS } from './created-facts.js';
import type { Elapsed } from './elapsed-sql.js';
import { COUNTED_TICKET, type KpiQuestion, sameThemeClause, scopeSql, themesOfTicket } from './kpi-question.js';

/**
 * One row `done` per ticket (and group) solved in the period: resolution_minutes (NULL: solved before it was created),
 * handle_minutes, replies, reopened, settled (solved at least 7 days before `now`) and returned: the same customer wrote
 * about the same theme in the 7 days after the solution. Few write again so soon: only their themes are compared.
 */
export function solvedFacts(question: KpiQuestion, parameters: unknown[], elapsed: Elapsed): string {
  const { period, now } = question;
  const scope = scopeSql(question, 't.solved_at', parameters);
  const from = bind(parameters, period.from);
  const to = bind(parameters, period.to);
  const same = sameThemeClause(question, parameters, 'own.root_id');
  return `${scope},
    returned AS (SELECT DISTINCT c.id, c.grp FROM scope c JOIN ticket t ON t.customer_id = c.customer_id AND t.id <> c.id
        AND t.created_at > c.solved_at AND t.created_at <= c.solved_at + ${SEVEN_DAYS} AND t.created_at > ${from} AND t.created_at < ${to}::timestamptz + ${SEVEN_DAYS}
      WHERE ${COUNTED_TICKET} AND EXISTS (SELECT FROM statement_fact before JOIN theme own ON own.id = before.theme_id AND NOT before.deleted AND before.ticket_id = c.id
        ${themesOfTicket('t.id')} AND leaf.root_id = own.root_id WHERE ${same} OFFSET 0)),
    done AS MATERIALIZED (SELECT c.*, CASE WHEN c.solved_at >= c.created_at THEN ${elapsed('c.created_at', 'c.solved_at')} END AS resolution_minutes,
      c.handle_seconds / 60.0 AS handle_minutes, cardinality(c.reply_times) AS replies, cardinality(c.reopened_times) > 0 AS reopened,
      c.solved_at <= ${bind(parameters, now)}::timestamptz - ${SEVEN_DAYS} AS settled, returned.id IS NOT NULL AS returned
      FROM scope c LEFT JOIN returned ON returned.id = c.id AND returned.grp IS NOT DISTINCT FROM c.grp)`;
}

/** Solved at once: at most one reply (where replies are recorded), never reopened, and nobody came back. */
export function atOnceSql(knowsReplies: boolean): string {
  return `(NOT returned AND NOT reopened${knowsReplies ? ' AND replies <= 1' : ''})`;
}
