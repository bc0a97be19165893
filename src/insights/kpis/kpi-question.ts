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
  | { kind: 'time'; step: TimeStep; zone: string };

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
    clauses.push(`t.id IN (SELECT f.ticket_id FROM ${TICKET_THEMES} WHERE leaf.root_id = ANY (${ids}::uuid[]))`);
  }
  return clauses.join(' AND ');
}

/** Messages of tickets with the theme they count for. Aliases: f, s, a, leaf. */
export const TICKET_THEMES = `feedback f JOIN statement s ON s.feedback_id = f.id AND f.deleted_at IS NULL
  JOIN theme_assignment a ON a.statement_id = s.id JOIN theme leaf ON leaf.id = a.theme_id`;

/**
 * Tickets to which something happened in the period (`moment` is a column of t), as a CTE named `name` with all columns and
 * the group `grp`. A ticket with two tags or themes stands in both groups.
 */
export function scopeSql(question: KpiQuestion, moment: string, parameters: unknown[], name = 'scope'): string {
  const { period, filter, group } = question;
  const within = `${moment} >= ${bind(parameters, period.from)} AND ${moment} < ${bind(parameters, period.to)}`;
  const where = `${within} AND ${ticketClauses(parameters, filter)}`;
  const plain = (value: string, join = '') =>
    `${name} AS MATERIALIZED (SELECT t.*, ${value} AS grp FROM ticket t ${join} WHERE ${where})`;
  if (group.kind === 'whole') return plain('NULL::text');
  if (group.kind === 'dimension') return plain(`t.${group.name}`);
  if (group.kind === 'tag') return plain('g.tag', 'CROSS JOIN LATERAL unnest(t.tags) AS g (tag)');
  if (group.kind === 'time') {
    const zone = `${bind(parameters, group.zone)}::text`;
    return plain(`to_char(date_trunc('${group.step}', ${moment} AT TIME ZONE ${zone}), 'YYYY-MM-DD')`);
  }
  return `${name}_all AS MATERIALIZED (SELECT t.* FROM ticket t WHERE ${where}),
    ${name}_theme AS (SELECT DISTINCT b.id, leaf.root_id FROM ${name}_all b JOIN ${TICKET_THEMES.replace('feedback f', 'feedback f ON f.ticket_id = b.id')}),
    ${name} AS MATERIALIZED (SELECT b.*, h.root_id::text AS grp FROM ${name}_all b JOIN ${name}_theme h ON h.id = b.id)`;
}

/** Whether the rows of a theme alone count as "the same matter": under a filter or group by theme, else any theme. */
export function sameThemeClause(question: KpiQuestion, parameters: unknown[], root: string): string {
  if (question.group.kind === 'theme') return `${root}::text = grp`;
  return question.filter.themeIds ? `${root} = ANY (${bind(parameters, question.filter.themeIds)}::uuid[])` : 'true';
}
