import type { EntityManager } from 'typeorm';
import { THEME_MESSAGES, CONTACT, COUNTED } from '../../insights/themes/reading/theme-messages.js';
import type { Period } from '../../platform/periods.js';

export interface QuoteSource {
  plan: string | null;
  channel: string | null;
}

/** Plan and channel of the messages that are quoted, by feedback id. */
export async function quoteSources(em: EntityManager, feedbackIds: string[]): Promise<Map<string, QuoteSource>> {
  const rows = await em.query<(QuoteSource & { id: string })[]>(
    `SELECT f.id, coalesce(f.plan, t.plan, c.plan) AS plan, coalesce(f.channel, t.channel) AS channel FROM feedback f
     LEFT JOIN ticket t ON t.id = f.ticket_id LEFT JOIN customer c ON c.id = f.customer_id WHERE f.id = ANY ($1)`,
    [feedbackIds],
  );
  return new Map(rows.map(({ id, plan, channel }) => [id, { plan, channel }]));
}

/** Tags that at least `share` of a theme's contacts in the period carry, for routing, by theme. */
export async function notableTags(em: EntityManager, period: Period, share: number): Promise<Map<string, string[]>> {
  const rows = await em.query<{ theme: string; tags: string[] }[]>(
    `WITH m AS (SELECT leaf.root_id AS theme, ${CONTACT} AS contact, f.tags || coalesce(t.tags, '{}') AS tags
       FROM ${THEME_MESSAGES} WHERE f.occurred_at >= $1 AND f.occurred_at < $2 AND ${COUNTED}),
     n AS (SELECT theme, count(DISTINCT contact) AS n FROM m GROUP BY theme),
     c AS (SELECT theme, tag, count(DISTINCT contact) AS n FROM m CROSS JOIN LATERAL unnest(tags) AS tag GROUP BY theme, tag)
     SELECT c.theme, array_agg(c.tag ORDER BY c.n DESC, c.tag) AS tags FROM c JOIN n USING (theme)
     WHERE c.n >= $3::float8 * n.n GROUP BY c.theme`,
    [period.from, period.to, share],
  );
  return new Map(rows.map(({ theme, tags }) => [theme, tags]));
}
