import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { SMALL_TALK_BELOW } from '../../sentiment/heads.js';
import { type MessageFilter, messagesWithin, COUNTED_MESSAGES, OPENS } from './theme-messages.js';

/** How much of what customers wrote in a period the themes speak of. Counts of messages; they add up to `messages`. */
export interface MiningCoverage {
  messages: number;
  /** In a theme. */
  assigned: number;
  /** Mined, in no theme (yet). */
  unassigned: number;
  /** Later messages of a ticket that are near to no theme: their ticket is told by its first message. */
  followUps: number;
  /** Greetings, thanks, bare answers: carry no issue and are not mined. */
  smallTalk: number;
  /** In a language that the encoder does not read: kept apart, not mined. */
  otherLanguage: number;
  /** Not embedded or assigned yet, or could not be read. */
  waiting: number;
  /** Messages that are not mined, by language, most first. */
  languages: { language: string; messages: number }[];
}

/** Splits the whole messages of a period into what was mined and what was not, and why. */
export async function miningCoverage(
  em: EntityManager,
  period: Period,
  languages: readonly string[] | null,
  filter: Omit<MessageFilter, 'themeIds'> = {},
): Promise<MiningCoverage> {
  const parameters: unknown[] = [languages];
  const where = messagesWithin(parameters, period, filter);
  const rows = await em.query<{ fate: keyof MiningCoverage; language: string | null; n: number }[]>(
    `SELECT fate, CASE WHEN fate = 'otherLanguage' THEN language END AS language, sum(n)::int AS n FROM (
       SELECT CASE WHEN a.theme_id IS NOT NULL THEN 'assigned' WHEN a.statement_id IS NOT NULL AND NOT ${OPENS} THEN 'followUps' WHEN a.statement_id IS NOT NULL THEN 'unassigned'
         WHEN r.issue < ${SMALL_TALK_BELOW} THEN 'smallTalk'
         WHEN r.statement_id IS NULL AND $1::text[] IS NOT NULL AND lower(split_part(f.language, '-', 1)) <> ALL ($1::text[]) THEN 'otherLanguage'
         ELSE 'waiting' END AS fate, lower(split_part(f.language, '-', 1)) AS language, count(*) AS n
       FROM ${COUNTED_MESSAGES} LEFT JOIN theme_assignment a ON a.statement_id = s.id LEFT JOIN statement_reading r ON r.statement_id = s.id
       WHERE s.position = 0 AND ${where} GROUP BY 1, 2) m GROUP BY 1, 2 ORDER BY n DESC, 2`,
    parameters,
  );
  const sum = (fate: string): number => rows.filter((row) => row.fate === fate).reduce((total, { n }) => total + n, 0);
  return {
    messages: rows.reduce((total, { n }) => total + n, 0),
    assigned: sum('assigned'),
    unassigned: sum('unassigned'),
    followUps: sum('followUps'),
    smallTalk: sum('smallTalk'),
    otherLanguage: sum('otherLanguage'),
    waiting: sum('waiting'),
    languages: rows
      .filter(({ language }) => language !== null)
      .map(({ language, n }) => ({ language: language!, messages: n })),
  };
}
