import type { EntityManager } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import { COUNTED_TICKET } from '../kpis/kpi-question.js';
import { SATISFIED } from '../kpis/rated-facts.js';
import { SENTIMENT_OF_READING } from '../sentiment/sentiment-shares.js';
import { bind, type MessageFilter, rowsWithin, THEME_ROWS } from '../themes/reading/theme-messages.js';
import type { ShareCounts } from './share-changes.js';

export const SHARES = ['negative', 'csat'] as const;
export type ShareMeasure = (typeof SHARES)[number];

interface Row {
  id: string;
  now: number;
  nowYes: number;
  before: number;
  beforeYes: number;
}

/** What a contact says: negative when any of its messages in the theme is read so. */
const NEGATIVE = `SELECT leaf.root_id AS id, m.contact, min(m.occurred_at) AS at, bool_or(${SENTIMENT_OF_READING} = 'negative') AS yes
  FROM ${THEME_ROWS} JOIN theme root ON root.id = leaf.root_id AND NOT root.not_an_issue
  JOIN statement_reading r ON r.statement_id = m.statement_id AND r.negative IS NOT NULL`;
const RATED = `SELECT DISTINCT leaf.root_id AS id, t.id AS contact, t.csat_at AS at, ${SATISFIED} AS yes
  FROM ${THEME_ROWS} JOIN ticket t ON t.id = m.ticket_id JOIN theme root ON root.id = leaf.root_id AND NOT root.not_an_issue`;

/** Contacts of every theme now and before, and how many of them were negative, or whose answer was a satisfied one. */
export async function shareCounts(
  em: EntityManager,
  measure: ShareMeasure,
  span: { now: Period; before: Period },
  filter: MessageFilter = {},
): Promise<ShareCounts[]> {
  const parameters: unknown[] = [];
  const at = bind(parameters, span.now.from);
  const whole = { from: span.before.from, to: span.now.to };
  const rows = await em.query<Row[]>(
    `SELECT id, count(*) FILTER (WHERE at >= ${at})::int AS now, count(*) FILTER (WHERE at >= ${at} AND yes)::int AS "nowYes",
       count(*) FILTER (WHERE at < ${at})::int AS before, count(*) FILTER (WHERE at < ${at} AND yes)::int AS "beforeYes"
     FROM (${measure === 'negative' ? negative(parameters, whole, filter) : rated(parameters, whole, filter)}) c WHERE yes IS NOT NULL GROUP BY id`,
    parameters,
  );
  return rows.map(({ id, now, nowYes, before, beforeYes }) => ({
    id,
    now: { yes: nowYes, n: now },
    before: { yes: beforeYes, n: before },
  }));
}

function negative(parameters: unknown[], whole: Period, filter: MessageFilter): string {
  return `${NEGATIVE} WHERE ${rowsWithin(parameters, whole, filter)} GROUP BY 1, 2`;
}

/** By the time of the answer; what the ticket is about was said up to then. */
function rated(parameters: unknown[], whole: Period, filter: MessageFilter): string {
  const said = { from: new Date(0), to: whole.to };
  const answered = `t.csat_at >= ${bind(parameters, whole.from)} AND t.csat_at < ${bind(parameters, whole.to)} AND ${COUNTED_TICKET}`;
  return `${RATED} WHERE ${answered} AND ${rowsWithin(parameters, said, filter)}`;
}
