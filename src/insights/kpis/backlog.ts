import type { EntityManager } from 'typeorm';
import { bind } from '../themes/reading/theme-messages.js';
import { type KpiQuestion, themesOfLast, ticketClauses, type Told, toldOf, toldSql } from './kpi-question.js';

export interface BacklogCounts {
  open: number;
  /** Median age in minutes, all hours. */
  age: number | null;
}

/**
 * Whether ticket `t` was open at an instant: created before it and not solved by then, or reopened since. What happened
 * between an earlier solution and the last one is not recorded by help desks, so such a ticket counts as open.
 */
function openAt(instant: string): string {
  return `t.created_at < ${instant} AND (t.solved_at >= ${instant} OR (t.status IN ('open', 'pending') AND (t.solved_at IS NULL
    OR EXISTS (SELECT FROM unnest(t.reopened_times) r WHERE r > t.solved_at AND r <= ${instant}))))`;
}

/** One row `open` per ticket that was open at the end of a period, or is now when that is earlier, with its age in minutes. */
export function openFacts({ bounds, now, filter, group }: KpiQuestion, parameters: unknown[]): string {
  const ends = bounds.slice(1).map((to) => (to < now ? to : now));
  const own = group?.kind === 'dimension' ? `t.${group.name}` : group?.kind === 'tag' ? 't.tags' : 'NULL::text';
  return `open AS MATERIALIZED (SELECT t.id, date_part('epoch', b.at - t.created_at) / 60 AS age, b.part, ${own} AS own
    FROM unnest(${bind(parameters, ends)}::timestamptz[]) WITH ORDINALITY AS b (at, part) JOIN ticket t ON ${openAt('b.at')} AND ${ticketClauses(parameters, filter)})`;
}

/** Tickets open at the end of each period, or now when that is earlier. Not divided by time: each instant is asked for by `to`. */
export async function countBacklog(em: EntityManager, question: KpiQuestion): Promise<Told<BacklogCounts>> {
  const parameters: unknown[] = [];
  const asked = question.group?.kind === 'time' ? { ...question, group: null } : question;
  const byTheme = `SELECT h.root_id::text AS grp, c.age FROM open c JOIN ${themesOfLast(asked, 'open')} h ON h.id = c.id`;
  const rows = await em.query<({ part: number | null; grp: string | null } & BacklogCounts)[]>(
    `WITH ${openFacts(asked, parameters)} SELECT part::int, grp, open, age FROM (
       ${toldSql(asked, 'open', byTheme, 'count(*)::int AS open, percentile_cont(0.5) WITHIN GROUP (ORDER BY age) AS age')}) told`,
    parameters,
  );
  return toldOf(rows);
}
