import type { Period } from '../../platform/periods.js';
import { bind } from '../themes/reading/theme-messages.js';
import type { BusinessCalendar } from './business-hours.js';

/** Columns of tickets by which KPIs can be filtered and divided. Not by agent: people are not compared here. */
export const KPI_DIMENSIONS = ['product', 'channel', 'plan', 'language', 'stage', 'team'] as const;
export type KpiDimension = (typeof KPI_DIMENSIONS)[number];

export type KpiFilter = Partial<Record<KpiDimension, string>> & { tag?: string; themeIds?: readonly string[] };

export type TimeStep = 'day' | 'week' | 'month';
export type KpiGroup =
  | { kind: 'whole' }
  | { kind: 'dimension'; name: KpiDimension }
  | { kind: 'tag' }
  | { kind: 'theme' }
  | { kind: 'time'; step: TimeStep; zone: string }
  /** Adjoining periods, by their bounds in ascending order; groups are `1`, `2` and so on. */
  | { kind: 'periods'; bounds: readonly Date[] };

/** What is asked about tickets: by when something happened to them, under which filter, divided how. */
export interface KpiQuestion {
  period: Period;
  filter: KpiFilter;
  group: KpiGroup;
  calendar: BusinessCalendar | null;
  now: Date;
}

/** Merged tickets are told by the one they went into; spam was never a contact. Deleted ones keep their numbers. */
export const COUNTED_TICKET = `t.status NOT IN ('merged', 'spam')`;

/** Conditions on tickets `t` for a filter. */
export function ticketClauses(parameters: unknown[], filter: KpiFilter): string {
  const clauses = [COUNTED_TICKET];
  for (const dimension of KPI_DIMENSIONS) {
    const wanted = filter[dimension];
    if (wanted !== undefined) clauses.push(`t.${dimension} = ${bind(parameters, wanted)}`);
  }
  if (filter.tag !== undefined) clauses.push(`${bind(parameters, filter.tag)} = ANY (t.tags)`);
  if (filter.themeIds) {
    const ids = bind(parameters, filter.themeIds);
    clauses.push(`t.id IN (SELECT m.ticket_id FROM ${TICKET_THEMES} WHERE leaf.root_id = ANY (${ids}::uuid[]))`);
  }
  return clauses.join(' AND ');
}

/** Messages of tickets with the theme they count for. Aliases: m, leaf. */
export const TICKET_THEMES = 'statement_fact m JOIN theme leaf ON leaf.id = m.theme_id AND NOT m.deleted';

/** The same as a join to a column with the id of a ticket. */
export function themesOfTicket(id: string): string {
  return `JOIN statement_fact m ON m.ticket_id = ${id} AND NOT m.deleted JOIN theme leaf ON leaf.id = m.theme_id`;
}

/** Not the whole rows: they would be copied several times on the way. */
const MADE_OF = `t.id, t.customer_id, t.created_at, t.first_reply_at, t.solved_at, t.reply_times, t.reopened_times, t.escalated_at,
  t.handle_seconds, t.csat_score, t.csat_scale`;

/**
 * Tickets to which something happened in the period (`moment` is a column of t), as a CTE named `name` with the columns that
 * figures are made of and the group `grp`. A ticket with two tags or themes stands in both groups.
 */
export function scopeSql(question: KpiQuestion, moment: string, parameters: unknown[], name = 'scope'): string {
  const { period, filter, group } = question;
  const within = `${moment} >= ${bind(parameters, period.from)} AND ${moment} < ${bind(parameters, period.to)}`;
  const where = `${within} AND ${ticketClauses(parameters, filter)}`;
  const plain = (value: string, join = '') =>
    `${name} AS MATERIALIZED (SELECT ${MADE_OF}, ${value} AS grp FROM ticket t ${join} WHERE ${where})`;
  if (group.kind === 'whole') return plain('NULL::text');
  if (group.kind === 'dimension') return plain(`t.${group.name}`);
  if (group.kind === 'tag') return plain('g.tag', 'CROSS JOIN LATERAL unnest(t.tags) AS g (tag)');
  if (group.kind === 'time') {
    const zone = `${bind(parameters, group.zone)}::text`;
    return plain(`to_char(date_trunc('${group.step}', ${moment} AT TIME ZONE ${zone}), 'YYYY-MM-DD')`);
  }
  if (group.kind === 'periods')
    return plain(`width_bucket(${moment}, ${bind(parameters, group.bounds)}::timestamptz[])::text`);
  return `${name}_all AS MATERIALIZED (SELECT ${MADE_OF} FROM ticket t WHERE ${where}),
    ${name}_theme AS (SELECT DISTINCT b.id, leaf.root_id FROM ${name}_all b ${themesOfTicket('b.id')}),
    ${name} AS MATERIALIZED (SELECT b.*, h.root_id::text AS grp FROM ${name}_all b JOIN ${name}_theme h ON h.id = b.id)`;
}

/** Whether the rows of a theme alone count as "the same matter": under a filter or group by theme, else any theme. */
export function sameThemeClause(question: KpiQuestion, parameters: unknown[], root: string): string {
  if (question.group.kind === 'theme') return `${root}::text = grp`;
  return question.filter.themeIds ? `${root} = ANY (${bind(parameters, question.filter.themeIds)}::uuid[])` : 'true';
}
