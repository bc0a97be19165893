import type { EntityManager } from 'typeorm';
import type { Period } from '../../platform/periods.js';
import type { AskedAnswer } from '../../platform/scores/asked-scores.js';
import { type KpiFilter, themesOfTicket, ticketClauses } from '../kpis/kpi-question.js';
import { SATISFIED } from '../kpis/rated-facts.js';
import { bind } from '../themes/reading/theme-messages.js';
import type { ScoredContact } from './answers.js';

/** Scores whose drivers can be asked for: satisfied or not, and how much work a ticket was. */
export const DRIVEN = ['csat', 'effort'] as const;
export type Driven = (typeof DRIVEN)[number];

const SEGMENTS = ['channel', 'plan', 'product', 'language'] as const;

type Row = {
  id: string;
  score: number;
  customer: string | null;
  themes: string[];
} & Record<(typeof SEGMENTS)[number], string | null>;

type Scored = ScoredContact & { id: string };

const SCORES: Record<Driven, { moment: string; score: string }> = {
  csat: { moment: 't.csat_at', score: `(${SATISFIED})::int` },
  effort: {
    moment: 't.solved_at',
    score: 'CASE WHEN cardinality(t.reply_times) > 0 THEN cardinality(t.reply_times) END',
  },
};

/** Tickets with a score of the period (by the time of the answer, or of the solution), their themes and segments. */
export async function scoredTickets(
  em: EntityManager,
  driven: Driven,
  period: Period,
  filter: KpiFilter,
): Promise<ScoredContact[]> {
  const { moment, score } = SCORES[driven];
  const parameters: unknown[] = [];
  const within = `${moment} >= ${bind(parameters, period.from)} AND ${moment} < ${bind(parameters, period.to)}`;
  return contactsOf(em, `${within} AND ${ticketClauses(parameters, filter)}`, score, parameters);
}

/** Answers to own surveys as scored contacts, with the themes of the tickets they were about. */
export async function scoredAnswers(em: EntityManager, answers: readonly AskedAnswer[]): Promise<ScoredContact[]> {
  const about = answers.filter(({ kind, ticketId }) => kind === 'csat' && ticketId !== null);
  if (about.length === 0) return [];
  const parameters: unknown[] = [[...new Set(about.map(({ ticketId }) => ticketId))]];
  const rows = await contactsOf(em, 't.id = ANY ($1)', '0', parameters);
  const tickets = new Map(rows.map((row) => [row.id, row]));
  return about.flatMap(({ ticketId, band }) => {
    const ticket = tickets.get(ticketId!);
    return ticket ? [{ ...ticket, score: band === 'high' ? 1 : 0 }] : [];
  });
}

async function contactsOf(em: EntityManager, where: string, score: string, parameters: unknown[]): Promise<Scored[]> {
  const rows = await em.query<Row[]>(
    `WITH t AS MATERIALIZED (SELECT t.id, ${score} AS score, t.customer_id AS customer, ${SEGMENTS.map((name) => `t.${name}`).join(', ')} FROM ticket t WHERE ${where}),
     about AS (SELECT t.id, array_agg(DISTINCT leaf.root_id) AS themes FROM t ${themesOfTicket('t.id')}
       JOIN theme root ON root.id = leaf.root_id AND NOT root.not_an_issue GROUP BY t.id)
     SELECT t.*, coalesce(about.themes, '{}') AS themes FROM t LEFT JOIN about ON about.id = t.id WHERE t.score IS NOT NULL ORDER BY t.id`,
    parameters,
  );
  return rows.map(({ id, score: value, customer, themes, ...values }) => {
    const known = SEGMENTS.flatMap((name) => (values[name] === null ? [] : [[name, values[name]] as const]));
    return { id, score: value, customer, themes, segments: Object.fromEntries(known) };
  });
}
