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
  const clauses = [COUNTED];
  clauses.push(`f.occurred_at >= ${bind(parameters, period.from)} AND f.occurred_at < ${bind(parameters, period.to)}`);
  for (const dimension of DIMENSIONS) {
    const wanted = filter[dimension];
    if (wanted !== undefined) clauses.push(`f.${dimension} = ${bind(parameters, wanted)}`);
  }
  if (filter.tag !== undefined) clauses.push(`${bind(parameters, filter.tag)} = ANY (f.tags)`);
  if (filter.themeIds) clauses.push(`leaf.root_id = ANY (${bind(parameters, filter.themeIds)}::uuid[])`);
  return clauses.join(' AND ');
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
  const where = messagesWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, filter);
  return em.query<ThemeCount[]>(
    `SELECT root_id AS "themeId", bucket - 1 AS index, count(DISTINCT contact)::int AS contacts,
       count(DISTINCT person)::int AS customers, count(*)::int AS messages
     FROM (SELECT leaf.root_id, width_bucket(f.occurred_at, $1::timestamptz[]) AS bucket, ${CONTACT} AS contact, ${PERSON} AS person
       FROM ${THEME_MESSAGES} WHERE ${where}) m
     GROUP BY root_id, bucket ORDER BY root_id, bucket`,
    parameters,
  );
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
  const within = messagesWithin(parameters, period, { ...filter, themeIds: undefined } as MessageFilter);
  const pairs = DIMENSIONS.map((name) => `('${name}', f.${name})`).join(', ');
  return em.query<SegmentCount[]>(
    `WITH m AS (SELECT leaf.root_id, ${CONTACT} AS contact, d.dimension, d.value
       FROM ${COUNTED_MESSAGES}
       LEFT JOIN theme_assignment a ON a.statement_id = s.id LEFT JOIN theme leaf ON leaf.id = a.theme_id
       CROSS JOIN LATERAL (VALUES ${pairs}) AS d (dimension, value) WHERE ${within} AND d.value IS NOT NULL)
     SELECT root_id AS "themeId", dimension, value, count(DISTINCT contact)::int AS contacts FROM m WHERE root_id IS NOT NULL
     GROUP BY root_id, dimension, value
     UNION ALL SELECT NULL, dimension, value, count(DISTINCT contact)::int FROM m GROUP BY dimension, value
     ORDER BY 1, 2, 4 DESC, 3`,
    parameters,
  );
}
