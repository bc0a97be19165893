import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';

/** Dimensions by which everything can be filtered and divided. */
export const DIMENSIONS = ['product', 'channel', 'plan', 'language', 'stage'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Every field narrows; an absent one does not. */
export type MessageFilter = Partial<Record<Dimension, string>> & { tag?: string; themeIds?: readonly string[] };

/**
 * The one definition of what counts: customers' messages that still exist, outside tickets that are spam, merged into
 * another or deleted. Aliases: s statement, f feedback, t ticket.
 */
export const COUNTED_MESSAGES = `statement s
  JOIN feedback f ON f.id = s.feedback_id AND f.deleted_at IS NULL
  LEFT JOIN ticket t ON t.id = f.ticket_id`;
export const COUNTED = `(t.id IS NULL OR (t.deleted_at IS NULL AND t.status NOT IN ('spam', 'merged')))`;

/**
 * Whether feedback f opens its matter: it stands alone, or is the first that the customer wrote in its ticket. What follows
 * ("it works now", "see the screenshot", a comment on the service) joins themes but never makes one: it says little without
 * what came before, and in a real inbox such answers would be the largest themes.
 */
export const OPENS = `(f.ticket_id IS NULL OR NOT EXISTS (SELECT FROM feedback earlier WHERE earlier.ticket_id = f.ticket_id
  AND earlier.deleted_at IS NULL AND (earlier.occurred_at, earlier.external_id) < (f.occurred_at, f.external_id)))`;

/** Messages with the theme they count for: assignments stay at merged themes, counting goes by the root. Aliases: a, leaf. */
export const THEME_MESSAGES = `theme_assignment a
  JOIN theme leaf ON leaf.id = a.theme_id
  JOIN ${COUNTED_MESSAGES.replace('statement s', 'statement s ON s.id = a.statement_id')}`;

/** A contact is a ticket, or a feedback outside tickets; a person a customer, or the contact when nobody knows who wrote. */
export const CONTACT = 'coalesce(f.ticket_id, f.id)';
export const PERSON = 'coalesce(f.customer_id, f.ticket_id, f.id)';

/** Adds a value to the parameters of a query and returns its placeholder. */
export function bind(parameters: unknown[], value: unknown): string {
  parameters.push(value);
  return `$${parameters.length}`;
}

/** The WHERE clause of a period (half-open) and filter over COUNTED_MESSAGES or THEME_MESSAGES. */
export function messagesWithin(parameters: unknown[], period: Period, filter: MessageFilter = {}): string {
  return [COUNTED, ...narrowed('f', parameters, period, filter)].join(' AND ');
}

/**
 * The same messages for counting: narrow rows that the database keeps beside the texts (aliases: m, and leaf, its theme).
 * Whatever is true of COUNTED_MESSAGES and THEME_MESSAGES is true of these.
 */
export const COUNTED_ROWS = 'statement_fact m';
export const THEME_ROWS = 'statement_fact m JOIN theme leaf ON leaf.id = m.theme_id';

/** The WHERE clause of a period and filter over COUNTED_ROWS or THEME_ROWS. */
export function rowsWithin(parameters: unknown[], period: Period, filter: MessageFilter = {}): string {
  return [ROW_COUNTS, ...narrowed('m', parameters, period, filter)].join(' AND ');
}

/** Whether row m counts: the same as COUNTED says of messages. */
export const ROW_COUNTS = `NOT m.deleted AND NOT EXISTS (SELECT FROM ticket t
  WHERE t.id = m.ticket_id AND (t.deleted_at IS NOT NULL OR t.status IN ('spam', 'merged')))`;

function narrowed(alias: 'f' | 'm', parameters: unknown[], { from, to }: Period, filter: MessageFilter): string[] {
  const at = `${alias}.occurred_at`;
  const clauses = [`${at} >= ${bind(parameters, from)} AND ${at} < ${bind(parameters, to)}`];
  for (const dimension of DIMENSIONS) {
    const wanted = filter[dimension];
    if (wanted !== undefined) clauses.push(`${alias}.${dimension} = ${bind(parameters, wanted)}`);
  }
  if (filter.tag !== undefined) clauses.push(`${bind(parameters, filter.tag)} = ANY (${alias}.tags)`);
  if (filter.themeIds) clauses.push(`leaf.root_id = ANY (${bind(parameters, filter.themeIds)}::uuid[])`);
  return clauses;
}

/** Contacts, people and messages of one theme in one period. */
export interface ThemeCount {
  themeId: string;
  /** Position of the period among those asked for. */
  index: number;
  contacts: number;
  customers: number;
  messages: number;
}

/**
 * Distinct contacts and people of every theme in each of several adjoining periods, given by their bounds in ascending
 * order (n + 1 bounds make n periods). Themes without a message are absent.
 */
export async function countThemes(
  em: EntityManager,
  bounds: readonly Date[],
  filter: MessageFilter = {},
): Promise<ThemeCount[]> {
  if (bounds.length < 2) throw new RangeError('a period needs two bounds');
  const parameters: unknown[] = [bounds];
  const where = rowsWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, filter);
  return em.query<ThemeCount[]>(
    `SELECT root_id AS "themeId", ${PERIOD_COUNTS}
     FROM (SELECT leaf.root_id, ${IN_BUCKET} FROM ${THEME_ROWS} WHERE ${where}) m
     GROUP BY root_id, bucket ORDER BY root_id, bucket`,
    parameters,
  );
}

const IN_BUCKET = 'width_bucket(m.occurred_at, $1::timestamptz[]) AS bucket, m.contact, m.person';
const PERIOD_COUNTS = `bucket - 1 AS index, count(DISTINCT contact)::int AS contacts,
  count(DISTINCT person)::int AS customers, count(*)::int AS messages`;

export interface CountedThemes {
  /** As `countThemes`. */
  themes: ThemeCount[];
  /** All contacts and customers of each period, in a theme or not, in order. */
  total: { contacts: number; customers: number }[];
}

/** The same for all themes together with the whole, read at once. */
export async function countThemesAndAll(
  em: EntityManager,
  bounds: readonly Date[],
  filter: Omit<MessageFilter, 'themeIds'> = {},
): Promise<CountedThemes> {
  const parameters: unknown[] = [bounds];
  const where = rowsWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, filter);
  const rows = await em.query<(ThemeCount & { whole: number; themeId: string | null })[]>(
    `SELECT root_id AS "themeId", grouping(root_id) AS whole, ${PERIOD_COUNTS}
     FROM (SELECT leaf.root_id, ${IN_BUCKET} FROM ${COUNTED_ROWS} LEFT JOIN theme leaf ON leaf.id = m.theme_id WHERE ${where}) m
     GROUP BY GROUPING SETS ((bucket, root_id), (bucket))`,
    parameters,
  );
  const total = bounds.slice(1).map(() => ({ contacts: 0, customers: 0 }));
  for (const { whole, index, contacts, customers } of rows) if (whole) total[index] = { contacts, customers };
  return { total, themes: rows.filter(({ themeId }) => themeId !== null) };
}

export interface SegmentCount {
  /** Null: over all messages, in a theme or not. */
  themeId: string | null;
  dimension: Dimension;
  value: string;
  contacts: number;
}

/** Contacts of each theme (and of all messages together) by every value of every dimension. */
export async function countSegments(
  em: EntityManager,
  period: Period,
  filter: MessageFilter = {},
): Promise<SegmentCount[]> {
  const parameters: unknown[] = [];
  const within = rowsWithin(parameters, period, { ...filter, themeIds: undefined } as MessageFilter);
  const pairs = DIMENSIONS.map((name) => `('${name}', m.${name})`).join(', ');
  return em.query<SegmentCount[]>(
    `WITH m AS (SELECT leaf.root_id, m.contact, d.dimension, d.value
       FROM ${COUNTED_ROWS} LEFT JOIN theme leaf ON leaf.id = m.theme_id
       CROSS JOIN LATERAL (VALUES ${pairs}) AS d (dimension, value) WHERE ${within} AND d.value IS NOT NULL)
     SELECT root_id AS "themeId", dimension, value, count(DISTINCT contact)::int AS contacts FROM m WHERE root_id IS NOT NULL
     GROUP BY root_id, dimension, value
     UNION ALL SELECT NULL, dimension, value, count(DISTINCT contact)::int FROM m GROUP BY dimension, value
     ORDER BY 1, 2, 4 DESC, 3`,
    parameters,
  );
}
