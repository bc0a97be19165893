import type { Period } from '../../platform/periods.js';
import { bind } from '../themes/reading/theme-messages.js';
import type { BusinessCalendar } from './business-hours.js';

/** Columns of tickets by which KPIs can be filtered and divided. Not by agent: people are not compared here. */
export const KPI_DIMENSIONS = ['product', 'channel', 'plan', 'language', 'stage', 'team'] as const;
export type KpiDimension = (typeof KPI_DIMENSIONS)[number];

export type KpiFilter = Partial<Record<KpiDimension, string>> & { tag?: string; themeIds?: readonly string[] };

export type TimeStep = 'day' | 'week' | 'month';
export type KpiGroup =
  | { kind: 'dimension'; name: KpiDimension }
  | { kind: 'tag' }
  | { kind: 'theme' }
  | { kind: 'time'; step: TimeStep; zone: string };

/** What is asked about tickets: by when something happened to them, under which filter, divided how. */
export interface KpiQuestion {
  /** Adjoining periods by their bounds, ascending: figures are told of each. */
  bounds: readonly Date[];
  filter: KpiFilter;
  /** By what the last period is divided besides. */
  group: KpiGroup | null;
  calendar: BusinessCalendar | null;
  now: Date;
}

/** From the first of its periods to the last. */
export function spanOf({ bounds }: Pick<KpiQuestion, 'bounds'>): Period {
  return { from: bounds[0]!, to: bounds.at(-1)! };
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

/**
 * Where ticket `t` belongs by when something happened to it (`moment` is a column of t): `part`, the period, from 1; and
 * `own`, its value in the dimension that divides, or all its tags. A ticket has its themes in rows of their own.
 */
export function placeSql({ bounds, group }: KpiQuestion, moment: string, parameters: unknown[]): string {
  const part = bounds.length === 2 ? '1' : `width_bucket(${moment}, ${bind(parameters, bounds)}::timestamptz[])`;
  return `${part} AS part, ${ownSql(group, moment, () => bind(parameters, bounds.at(-2)), parameters)} AS own`;
}

function ownSql(group: KpiGroup | null, moment: string, last: () => string, parameters: unknown[]): string {
  if (group?.kind === 'dimension') return `t.${group.name}`;
  if (group?.kind === 'tag') return 't.tags';
  if (group?.kind !== 'time') return 'NULL::text';
  const zone = `${bind(parameters, group.zone)}::text`;
  return `CASE WHEN ${moment} >= ${last()} THEN to_char(date_trunc('${group.step}', ${moment} AT TIME ZONE ${zone}), 'YYYY-MM-DD') END`;
}

/** The conditions that something happened to ticket `t` in one of the periods, and the filter. */
export function withinSql(question: KpiQuestion, moment: string, parameters: unknown[]): string {
  const { from, to } = spanOf(question);
  return `${moment} >= ${bind(parameters, from)} AND ${moment} < ${bind(parameters, to)} AND ${ticketClauses(parameters, question.filter)}`;
}

/** Whether the theme `root` of a ticket is one that the filter asks for: others are not "the same matter". */
export function sameMatterSql({ filter }: KpiQuestion, parameters: unknown[], root: string): string {
  return filter.themeIds ? `${root} = ANY (${bind(parameters, filter.themeIds)}::uuid[])` : 'true';
}

/** Tickets of the rows `from` in the last period with each of their themes: (id, root_id). */
export function themesOfLast({ bounds }: KpiQuestion, from: string): string {
  return `(SELECT DISTINCT t.id, leaf.root_id FROM ${from} t ${themesOfTicket('t.id')} WHERE t.part = ${bounds.length - 1})`;
}

export type Grouped<T> = Map<string | null, T>;

/** Counts of each period (by number, from 1), and of each value by which the last is divided. */
export interface Told<T> {
  parts: Map<number, T>;
  groups: Grouped<T>;
}

/**
 * One row `told` for each period and, divided, each value in the last: `columns` are aggregates over the rows `from`, which
 * have `part` and `own`. `themed` gives them once for each theme `grp` of a ticket. A ticket with two tags stands in both groups.
 */
export function toldSql({ bounds, group }: KpiQuestion, from: string, themed: string, columns: string): string {
  const last = `c.part = ${bounds.length - 1}`;
  const whole = `SELECT c.part, NULL::text AS grp, ${columns} FROM ${from} c GROUP BY c.part`;
  if (!group) return whole;
  const plain = `SELECT c.own AS grp, c.* FROM ${from} c WHERE ${last}`;
  const tags = `SELECT g.tag AS grp, c.* FROM ${from} c CROSS JOIN LATERAL unnest(c.own) AS g (tag) WHERE ${last}`;
  const divided = group.kind === 'theme' ? `${themed} WHERE ${last}` : group.kind === 'tag' ? tags : plain;
  return `${whole} UNION ALL SELECT NULL, grp, ${columns} FROM (${divided}) c GROUP BY grp`;
}

export function toldOf<T>(rows: ({ part: number | null; grp: string | null } & T)[]): Told<T> {
  const told: Told<T> = { parts: new Map(), groups: new Map() };
  for (const { part, grp, ...counts } of rows)
    if (part === null) told.groups.set(grp, counts as unknown as T);
    else told.parts.set(part, counts as unknown as T);
  return told;
}
