import type { EntityManager } from 'typeorm';
import { COUNTED, THEME_MESSAGES } from '../../insights/themes/reading/theme-messages.js';

const DAYS = 84;
/** Where fewer of all tickets carry a reply, the source does not say who was answered. */
const LEAST_TOLD = 0.5;

/** Tickets of the twelve weeks before `to` by theme, and how many of them an agent answered; empty when the sources do not say. */
export async function answeredShares(
  em: EntityManager,
  to: Date,
): Promise<Map<string, { replied: number; n: number }>> {
  const rows = await em.query<{ theme: string; n: number; replied: number }[]>(
    `SELECT leaf.root_id AS theme, count(DISTINCT t.id)::int AS n,
       count(DISTINCT t.id) FILTER (WHERE t.first_reply_at IS NOT NULL)::int AS replied
     FROM ${THEME_MESSAGES} WHERE ${COUNTED} AND t.id IS NOT NULL AND f.occurred_at >= $1 AND f.occurred_at < $2 GROUP BY 1`,
    [new Date(to.getTime() - DAYS * 86_400_000), to],
  );
  const sum = (key: 'n' | 'replied'): number => rows.reduce((total, row) => total + row[key], 0);
  if (sum('replied') < LEAST_TOLD * sum('n')) return new Map();
  return new Map(rows.map(({ theme, n, replied }) => [theme, { n, replied }]));
}
