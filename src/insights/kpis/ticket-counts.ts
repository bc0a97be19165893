import type { EntityManager } from 'typeorm';
import { Z95 } from '../../platform/statistics/interval.js';
import { CREATED_BY_THEME, createdFacts } from './created-facts.js';
import { elapsedSql } from './elapsed-sql.js';
import {
  type KpiQuestion,
  placeSql,
  spanOf,
  themesOfLast,
  type Told,
  toldOf,
  toldSql,
  withinSql,
} from './kpi-question.js';
import { ratedByTheme, ratedFacts } from './rated-facts.js';
import { atOnceSql, SOLVED_BY_THEME, solvedFacts } from './solved-facts.js';

/** A sample of minutes told by its quantiles and the ranks that bound them; null where there are too few values. */
export interface Minutes {
  n: number;
  median: number | null;
  medianLow: number | null;
  medianHigh: number | null;
  p90: number | null;
  p90Low: number | null;
  p90High: number | null;
}

export interface Summary {
  n: number;
  value: number | null;
  spread: number | null;
}

export interface CreatedCounts {
  created: number;
  response: Minutes;
  solved: number;
  escalated: number;
  matters: number;
  again7: number;
  again30: number;
}

export interface SolvedCounts {
  solved: number;
  resolution: Minutes;
  handle: Summary;
  replies: Summary;
  reopened: number;
  settled: number;
  atOnce: number;
}

export interface RatedCounts {
  rated: number;
  satisfied: number;
  unknownScale: number;
}

/** Which fields any ticket carries: a column that is empty throughout is not reported, rather than always "no". */
export interface Reported {
  firstReply: boolean;
  solved: boolean;
  escalated: boolean;
  handle: boolean;
  replies: boolean;
  reopened: boolean;
  earliest: Date;
}

function sortedSql(column: string): string {
  return `array_agg(${column} ORDER BY ${column}) FILTER (WHERE ${column} IS NOT NULL) AS sorted`;
}

/**
 * Quantiles of the array `sorted` as JSON, between the two values nearest to them, with order statistics as bounds: ranks
 * np -+ z sqrt(np(1-p)); an impossible rank is NULL. Sorted once: five aggregates would sort five times.
 */
function minutesSql(): string {
  const n = 'coalesce(cardinality(sorted), 0)';
  const rank = (p: number, sign: '-' | '+') =>
    `sorted[ceil(${n} * ${p} ${sign} ${Z95} * sqrt(${n} * ${p * (1 - p)}::float8))::int]`;
  const at = (p: number) => {
    const place = `${p}::float8 * (${n} - 1)`;
    const below = `sorted[floor(${place})::int + 1]`;
    return `${below} + (${place} - floor(${place})) * (sorted[ceil(${place})::int + 1] - ${below})`;
  };
  return `json_build_object('n', ${n}, 'median', ${at(0.5)}, 'medianLow', ${rank(0.5, '-')}, 'medianHigh', ${rank(0.5, '+')},
    'p90', ${at(0.9)}, 'p90Low', ${rank(0.9, '-')}, 'p90High', ${rank(0.9, '+')})`;
}

function summarySql(column: string): string {
  return `json_build_object('n', count(${column}), 'value', avg(${column})::float8, 'spread', var_samp(${column})::float8)`;
}

type Rows<T> = ({ part: number | null; grp: string | null } & T)[];

export async function countCreated(em: EntityManager, question: KpiQuestion): Promise<Told<CreatedCounts>> {
  const parameters: unknown[] = [];
  const elapsed = elapsedSql(parameters, question.calendar, { from: question.bounds[0]!, to: question.now });
  const columns = `count(*)::int AS created, ${sortedSql('response_minutes')}, count(*) FILTER (WHERE solved)::int AS solved,
    count(*) FILTER (WHERE escalated)::int AS escalated, count(again30)::int AS matters,
    count(*) FILTER (WHERE again7)::int AS again7, count(*) FILTER (WHERE again30)::int AS again30`;
  const rows = await em.query<Rows<CreatedCounts>>(
    `WITH ${createdFacts(question, parameters, elapsed)}
     SELECT part, grp, created, ${minutesSql()} AS response, solved, escalated, matters, again7, again30
     FROM (${toldSql(question, 'created', CREATED_BY_THEME, columns)}) told`,
    parameters,
  );
  return toldOf(rows);
}

export async function countSolved(
  em: EntityManager,
  question: KpiQuestion,
  { earliest, replies }: Pick<Reported, 'earliest' | 'replies'>,
): Promise<Told<SolvedCounts>> {
  const parameters: unknown[] = [];
  const elapsed = elapsedSql(parameters, question.calendar, { from: earliest, to: spanOf(question).to });
  const columns = `${HANDLED}, ${sortedSql('resolution_minutes')}, count(*) FILTER (WHERE reopened)::int AS reopened,
    count(*) FILTER (WHERE settled)::int AS settled, count(*) FILTER (WHERE settled AND ${atOnceSql(replies)})::int AS "atOnce"`;
  const rows = await em.query<Rows<SolvedCounts>>(
    `WITH ${solvedFacts(question, parameters, elapsed)}
     SELECT part, grp, solved, ${minutesSql()} AS resolution, handle, replies, reopened, settled, "atOnce"
     FROM (${toldSql(question, 'done', SOLVED_BY_THEME, columns)}) told`,
    parameters,
  );
  return toldOf(rows);
}

const HANDLED = `count(*)::int AS solved, ${summarySql('handle_minutes')} AS handle, ${summarySql('replies')} AS replies`;

/** How much work the tickets were that were solved in the period, without all that `countSolved` looks up beside it. */
export async function countHandling(
  em: EntityManager,
  question: KpiQuestion,
): Promise<Told<Pick<SolvedCounts, 'solved' | 'handle' | 'replies'>>> {
  const parameters: unknown[] = [];
  const byTheme = `SELECT h.root_id::text AS grp, c.handle_minutes, c.replies
    FROM scope c JOIN ${themesOfLast(question, 'scope')} h ON h.id = c.id`;
  const rows = await em.query<Rows<SolvedCounts>>(
    `WITH scope AS MATERIALIZED (SELECT t.id, t.handle_seconds / 60::float8 AS handle_minutes, cardinality(t.reply_times) AS replies,
         ${placeSql(question, 't.solved_at', parameters)} FROM ticket t WHERE ${withinSql(question, 't.solved_at', parameters)})
     ${toldSql(question, 'scope', byTheme, HANDLED)}`,
    parameters,
  );
  return toldOf(rows);
}

export async function countRated(em: EntityManager, question: KpiQuestion): Promise<Told<RatedCounts>> {
  const parameters: unknown[] = [];
  const columns = `count(satisfied)::int AS rated, count(*) FILTER (WHERE satisfied)::int AS satisfied,
    count(*) FILTER (WHERE satisfied IS NULL)::int AS "unknownScale"`;
  const rows = await em.query<Rows<RatedCounts>>(
    `WITH ${ratedFacts(question, parameters)} ${toldSql(question, 'rated', ratedByTheme(question), columns)}`,
    parameters,
  );
  return toldOf(rows);
}

export async function reportedFields(em: EntityManager): Promise<Reported> {
  const any = (condition: string) => `EXISTS (SELECT FROM ticket WHERE ${condition})`;
  const [row] = await em.query<[Reported]>(
    `SELECT ${any('first_reply_at IS NOT NULL')} AS "firstReply", ${any('solved_at IS NOT NULL')} AS solved, ${any('escalated_at IS NOT NULL')} AS escalated,
       ${any('handle_seconds IS NOT NULL')} AS handle, ${any('cardinality(reply_times) > 0')} AS replies,
       ${any('cardinality(reopened_times) > 0')} AS reopened, coalesce((SELECT min(created_at) FROM ticket), now()) AS earliest`,
  );
  return row;
}
