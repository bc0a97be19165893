import { bind } from '../themes/reading/theme-messages.js';
import { SEVEN_DAYS } from './created-facts.js';
import type { Elapsed } from './elapsed-sql.js';
import { COUNTED_TICKET, type KpiQuestion, sameThemeClause, scopeSql, TICKET_THEMES } from './kpi-question.js';

/**
 * One row `done` per ticket (and group) solved in the period: resolution_minutes (NULL: solved before it was created),
 * handle_minutes, replies, reopened, settled (solved at least 7 days before `now`) and returned: the same customer wrote
 * about the same theme in the 7 days after the solution.
 */
export function solvedFacts(question: KpiQuestion, parameters: unknown[], elapsed: Elapsed): string {
  const { period, now } = question;
  const scope = scopeSql(question, 't.solved_at', parameters);
  const from = bind(parameters, period.from);
  const to = bind(parameters, period.to);
  const same = sameThemeClause(question, parameters, 'own.root_id');
  return `${scope},
    own AS (SELECT DISTINCT c.id, leaf.root_id FROM scope c
      JOIN ${TICKET_THEMES.replace('feedback f', 'feedback f ON f.ticket_id = c.id')} WHERE c.customer_id IS NOT NULL),
    later AS (SELECT DISTINCT t.id, t.customer_id, t.created_at, leaf.root_id
      FROM ticket t JOIN ${TICKET_THEMES.replace('feedback f', 'feedback f ON f.ticket_id = t.id')}
      WHERE t.customer_id IS NOT NULL AND ${COUNTED_TICKET} AND t.created_at > ${from} AND t.created_at < ${to}::timestamptz + ${SEVEN_DAYS}),
    returned AS (SELECT DISTINCT c.id, c.grp FROM scope c JOIN own ON own.id = c.id
      JOIN later ON later.customer_id = c.customer_id AND later.root_id = own.root_id AND later.id <> c.id
        AND later.created_at > c.solved_at AND later.created_at <= c.solved_at + ${SEVEN_DAYS} WHERE ${same}),
    done AS (SELECT c.*, CASE WHEN c.solved_at >= c.created_at THEN ${elapsed('c.created_at', 'c.solved_at')} END AS resolution_minutes,
      c.handle_seconds / 60.0 AS handle_minutes, cardinality(c.reply_times) AS replies, cardinality(c.reopened_times) > 0 AS reopened,
      c.solved_at <= ${bind(parameters, now)}::timestamptz - ${SEVEN_DAYS} AS settled, returned.id IS NOT NULL AS returned
      FROM scope c LEFT JOIN returned ON returned.id = c.id AND returned.grp IS NOT DISTINCT FROM c.grp)`;
}

/** Solved at once: at most one reply (where replies are recorded), never reopened, and nobody came back. */
export function atOnceSql(knowsReplies: boolean): string {
  return `(NOT returned AND NOT reopened${knowsReplies ? ' AND replies <= 1' : ''})`;
}
