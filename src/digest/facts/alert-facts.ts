import type { EntityManager } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import type { AlertFacts } from './digest-facts.js';

/** Events that were raised in a week, or grew in it, and that nobody has put to sleep. */
export function alertsOfWeek(em: EntityManager, week: Period): Promise<Omit<AlertFacts, 'dimensions'>[]> {
  return em.query(
    `SELECT id, theme_id AS "themeId", title, sentence, kind, measure, to_char(raised_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "raisedOn",
       resolved_at IS NOT NULL AND resolved_at < $2 AS resolved
     FROM alert WHERE raised_at < $2 AND grew_at >= $1 AND (snoozed_until IS NULL OR snoozed_until < $2)
     ORDER BY raised_at DESC, id`,
    [week.from, week.to],
  );
}
