import type { EntityManager } from 'typeorm';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import { SMALL_TALK_BELOW } from '../sentiment/heads.js';
import { TICKET_THEMES } from '../kpis/kpi-question.js';
import { COUNTED, THEME_MESSAGES } from '../themes/reading/theme-messages.js';
import type { GapEvidence } from './gap-type.js';

/** What tickets say about the help of each theme, beside the wording. */
export type GapOutcomes = Pick<GapEvidence, 'afterArticle' | 'defects' | 'changedAt'>;

const WINDOW = `interval '84 days'`;
/** Words of people who report that something is broken, rather than ask how it is done. */
const DEFECT = String.raw`\m(error|errors|crash\w*|bug|bugs|broken|breaks|fail\w*|freez\w*|frozen|glitch\w*|blank|stuck|not work\w*|n.t work\w*|stopped work\w*|does nothing|500|404)\M`;

/**
 * Outcomes by theme over the last 12 weeks: tickets in which an agent sent the best article and whether the customer had to
 * write again (thanks are no question); share of messages that report a defect; since when contacts had risen.
 */
export async function gapOutcomes(em: EntityManager, now: Date): Promise<Map<string, GapOutcomes>> {
  const [defects, sent, changed] = await Promise.all([
    defectShares(em, now),
    articleSent(em, now),
    risenSince(em, now),
  ]);
  const ids = new Set([...defects.keys(), ...sent.keys(), ...changed.keys()]);
  return new Map(
    [...ids].map((id) => [
      id,
      { defects: defects.get(id) ?? null, afterArticle: sent.get(id) ?? null, changedAt: changed.get(id) ?? null },
    ]),
  );
}

async function defectShares(em: EntityManager, now: Date) {
  const rows = await em.query<{ id: string; yes: number; n: number }[]>(
    `SELECT leaf.root_id AS id, count(*)::int AS n, count(*) FILTER (WHERE f.masked ~* $2)::int AS yes FROM ${THEME_MESSAGES}
     WHERE s.position = 0 AND ${COUNTED} AND f.occurred_at > $1::timestamptz - ${WINDOW} GROUP BY 1`,
    [now, DEFECT],
  );
  return new Map(rows.map(({ id, yes, n }) => [id, wilsonInterval(yes, n)]));
}

async function articleSent(em: EntityManager, now: Date) {
  const rows = await em.query<{ id: string; again: number; solved: number }[]>(
    `WITH sent AS (SELECT g.theme_id, t.id, min(r.occurred_at) AS at FROM kb_gap g JOIN kb_article k ON k.id = g.article_id AND k.url IS NOT NULL
         JOIN agent_reply r ON r.occurred_at > $1::timestamptz - ${WINDOW} AND position(k.url IN r.masked) > 0 JOIN ticket t ON t.id = r.ticket_id
         WHERE EXISTS (SELECT FROM ${TICKET_THEMES} WHERE m.ticket_id = t.id AND leaf.root_id = g.theme_id) GROUP BY 1, 2),
       told AS (SELECT theme_id, EXISTS (SELECT FROM feedback f LEFT JOIN statement s ON s.feedback_id = f.id AND s.position = 0
         LEFT JOIN statement_reading r ON r.statement_id = s.id WHERE f.ticket_id = sent.id AND f.occurred_at > sent.at AND f.deleted_at IS NULL
           AND coalesce(r.issue, 1) >= ${SMALL_TALK_BELOW}) AS again FROM sent)
     SELECT theme_id AS id, count(*) FILTER (WHERE again)::int AS again, count(*) FILTER (WHERE NOT again)::int AS solved FROM told GROUP BY 1`,
    [now],
  );
  return new Map(rows.map(({ id, again, solved }) => [id, { contacts: again, solved }]));
}

/** Contacts that rose say that something has changed; an article that is older may be out of date. */
async function risenSince(em: EntityManager, now: Date) {
  const rows = await em.query<{ id: string; at: Date }[]>(
    `SELECT theme_id AS id, max(window_from) AS at FROM alert
     WHERE theme_id IS NOT NULL AND measure = 'contacts' AND kind IN ('spike', 'rise') AND raised_at > $1::timestamptz - ${WINDOW} GROUP BY 1`,
    [now],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
