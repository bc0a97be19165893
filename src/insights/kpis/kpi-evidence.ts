import type { EntityManager } from 'typeorm';
import type { Position } from '../../platform/http/page.js';
import { bind } from '../themes/reading/theme-messages.js';
import { openFacts } from './backlog.js';
import { createdFacts } from './created-facts.js';
import type { KpiKey } from './definitions.js';
import { elapsedSql } from './elapsed-sql.js';
import { type KpiQuestion, spanOf } from './kpi-question.js';
import { ratedFacts } from './rated-facts.js';
import { atOnceSql, solvedFacts } from './solved-facts.js';
import { reportedFields } from './ticket-counts.js';

/** A ticket as evidence of a figure: what it adds. `value` is minutes, replies, or 1 and 0 for a share; null is left out of it. */
export interface KpiTicket {
  id: string;
  source: string;
  externalId: string;
  subject: string | null;
  url: string | null;
  createdAt: Date;
  solvedAt: Date | null;
  value: number | null;
}

const CREATED: Partial<Record<KpiKey, string>> = {
  tickets: '1',
  firstResponse: 'response_minutes',
  firstResponseP90: 'response_minutes',
  resolutionRate: 'solved::int',
  escalation: 'escalated::int',
  repeatContact7: 'again7::int',
  repeatContact30: 'again30::int',
};
const SOLVED: Partial<Record<KpiKey, string>> = {
  resolutionTime: 'resolution_minutes',
  resolutionTimeP90: 'resolution_minutes',
  handleTime: 'handle_minutes',
  reopenRate: 'reopened::int',
};

/** The tickets behind a figure, newest first, from the same rows as the figure itself; null when single tickets do not tell it. */
export async function ticketsBehind(
  em: EntityManager,
  key: KpiKey,
  question: KpiQuestion,
  page: { limit: number; after: Position | null },
): Promise<KpiTicket[] | null> {
  const parameters: unknown[] = [];
  const facts = await factsFor(em, key, question, parameters);
  if (!facts) return null;
  const after = page.after
    ? `WHERE (t.created_at, t.id) < (${bind(parameters, page.after[0])}::timestamptz, ${bind(parameters, page.after[1])}::uuid)`
    : '';
  return em.query<KpiTicket[]>(
    `WITH ${facts.sql} SELECT t.id, t.source, t.external_id AS "externalId", t.subject, t.url, t.created_at AS "createdAt", t.solved_at AS "solvedAt",
       (v.value)::float8 AS value FROM (SELECT id, ${facts.value} AS value FROM ${facts.from}) v JOIN ticket t ON t.id = v.id ${after}
     ORDER BY t.created_at DESC, t.id DESC LIMIT ${bind(parameters, page.limit)}`,
    parameters,
  );
}

async function factsFor(em: EntityManager, key: KpiKey, question: KpiQuestion, parameters: unknown[]) {
  if (key === 'backlog' || key === 'backlogAge')
    return { sql: openFacts(question, parameters), from: 'open', value: key === 'backlog' ? '1' : 'age' };
  if (key === 'csat') return { sql: ratedFacts(question, parameters), from: 'rated', value: 'satisfied::int' };
  if (CREATED[key]) {
    const elapsed = elapsedSql(parameters, question.calendar, { from: question.bounds[0]!, to: question.now });
    const looksBack = key === 'repeatContact7' || key === 'repeatContact30';
    return { sql: createdFacts(question, parameters, elapsed, looksBack), from: 'created', value: CREATED[key] };
  }
  if (!SOLVED[key] && key !== 'firstContactResolution') return null;
  const { earliest, replies, handle } = await reportedFields(em);
  const elapsed = elapsedSql(parameters, question.calendar, { from: earliest, to: spanOf(question).to });
  const atOnce = `CASE WHEN settled THEN ${atOnceSql(replies)}::int END`;
  const looksAhead = SOLVED[key] === undefined;
  // Where no help desk tells the time, replies stand in for it.
  const value = key === 'handleTime' && !handle ? 'replies' : (SOLVED[key] ?? atOnce);
  return { sql: solvedFacts(question, parameters, elapsed, looksAhead), from: 'done', value };
}
