import type { EntityManager } from 'typeorm';
import { bind } from '../themes/reading/theme-messages.js';
import { KPI_DIMENSIONS, type KpiQuestion, themesOfTicket, ticketClauses } from './kpi-question.js';
import type { Grouped } from './ticket-counts.js';

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

/** One row `open` per ticket that was open at the end of the period, or is now when that is earlier, with its age in minutes. */
export function openFacts({ period, now, filter }: KpiQuestion, parameters: unknown[]): string {
  const at = `${bind(parameters, period.to < now ? period.to : now)}::timestamptz`;
  return `open AS (SELECT t.id, date_part('epoch', ${at} - t.created_at) / 60 AS age FROM ticket t
    WHERE ${openAt(at)} AND ${ticketClauses(parameters, filter)})`;
}

/** Tickets open at the end of the period, or now when that is earlier. Not by time: each instant is asked for by `to`. */
export async function countBacklog(em: EntityManager, question: KpiQuestion): Promise<Grouped<BacklogCounts>> {
  const { group, period, now, filter } = question;
  if (group.kind === 'time') return new Map();
  if (group.kind === 'periods') return backlogByPeriod(em, question, group.bounds);
  const parameters: unknown[] = [];
  const at = `${bind(parameters, period.to < now ? period.to : now)}::timestamptz`;
  const where = `${openAt(at)} AND ${ticketClauses(parameters, filter)}`;
  const rows = await em.query<({ grp: string | null } & BacklogCounts)[]>(
    `WITH open AS MATERIALIZED (SELECT t.id, t.tags, t.created_at, ${KPI_DIMENSIONS.map((name) => `t.${name}`).join(', ')} FROM ticket t WHERE ${where})
     SELECT grp, count(*)::int AS open, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ${at} - created_at)::float8 / 60) AS age
     FROM (${grouped(group)}) g GROUP BY grp`,
    parameters,
  );
  return new Map(rows.map(({ grp, ...counts }) => [grp, counts]));
}

async function backlogByPeriod(
  em: EntityManager,
  question: KpiQuestion,
  bounds: readonly Date[],
): Promise<Grouped<BacklogCounts>> {
  const found: Grouped<BacklogCounts> = new Map();
  for (const [i, to] of bounds.slice(1).entries()) {
    const period = { from: bounds[i]!, to };
    const whole = await countBacklog(em, { ...question, period, group: { kind: 'whole' } });
    found.set(String(i + 1), whole.get(null) ?? { open: 0, age: null });
  }
  return found;
}

function grouped(group: KpiQuestion['group']): string {
  if (group.kind === 'dimension') return `SELECT open.${group.name} AS grp, created_at FROM open`;
  if (group.kind === 'tag')
    return 'SELECT g.tag AS grp, created_at FROM open CROSS JOIN LATERAL unnest(tags) AS g (tag)';
  if (group.kind === 'theme')
    return `SELECT DISTINCT leaf.root_id::text AS grp, open.id, open.created_at FROM open ${themesOfTicket('open.id')}`;
  return 'SELECT NULL::text AS grp, created_at FROM open';
}
