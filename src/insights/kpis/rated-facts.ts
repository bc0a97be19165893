import { type KpiQuestion, placeSql, themesOfLast, withinSql } from './kpi-question.js';

/** Points that count as satisfied on scales of so many points: as people compare them elsewhere. */
export const SATISFIED_FROM: Record<number, number> = { 2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 10: 8 };

/** SQL: whether the answer on ticket `t` is a satisfied one; NULL on a scale that is not known. Two points are 1 and 2, or 0 and 1. */
export const SATISFIED = `CASE t.csat_scale ${Object.entries(SATISFIED_FROM)
  .map(([scale, from]) => `WHEN ${scale} THEN t.csat_score >= ${from}`)
  .join(' ')} END`;

/** One row `rated` per ticket whose customer answered the help desk's own survey in the periods: satisfied or not. */
export function ratedFacts(question: KpiQuestion, parameters: unknown[]): string {
  return `rated AS MATERIALIZED (SELECT t.id, ${SATISFIED} AS satisfied, ${placeSql(question, 't.csat_at', parameters)}
    FROM ticket t WHERE t.csat_score IS NOT NULL AND ${withinSql(question, 't.csat_at', parameters)})`;
}

/** The same rows once for each theme of a ticket. */
export function ratedByTheme(question: KpiQuestion): string {
  return `SELECT h.root_id::text AS grp, c.satisfied FROM rated c JOIN ${themesOfLast(question, 'rated')} h ON h.id = c.id`;
}
