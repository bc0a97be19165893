import { type KpiQuestion, scopeSql } from './kpi-question.js';

/** Points that count as satisfied on scales of so many points: as people compare them elsewhere. */
export const SATISFIED_FROM: Record<number, number> = { 2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 10: 8 };

/** SQL: whether the answer on ticket `t` is a satisfied one; NULL on a scale that is not known. Two points are 1 and 2, or 0 and 1. */
export const SATISFIED = `CASE t.csat_scale ${Object.entries(SATISFIED_FROM)
  .map(([scale, from]) => `WHEN ${scale} THEN t.csat_score >= ${from}`)
  .join(' ')} END`;

/** One row `rated` per ticket (and group) whose customer answered the help desk's own survey in the period: satisfied or not. */
export function ratedFacts(question: KpiQuestion, parameters: unknown[]): string {
  return `${scopeSql(question, 't.csat_at', parameters)},
    rated AS (SELECT t.*, ${SATISFIED} AS satisfied FROM scope t WHERE t.csat_score IS NOT NULL)`;
}
