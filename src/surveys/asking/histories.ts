import type { EntityManager } from 'typeorm';
import type { Candidate, History } from './eligibility.js';

/** Scopes under which a person may have ended the mails of a survey. */
export function suppressionScopes(surveyId: string): string[] {
  return ['all', 'survey', `survey:${surveyId}`];
}

/** When each person was last asked by any survey, and who must not be asked; by person. `before` leaves out later askings. */
export async function historiesOf(
  em: EntityManager,
  surveyId: string,
  candidates: readonly Candidate[],
  before?: Date,
): Promise<Map<string, History>> {
  const people = [...new Set(candidates.flatMap(({ person }) => (person ? [person] : [])))];
  if (people.length === 0) return new Map();
  const rows = await em.query<{ person: string; asked: Date | null; suppressed: boolean }[]>(
    `SELECT p.person, (SELECT max(coalesce(i.sent_at, i.due_at, i.created_at)) FROM invitation i
        WHERE i.person = p.person AND i.withdrawn_at IS NULL AND ($3::timestamptz IS NULL OR i.created_at < $3)) AS asked,
      EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = p.person AND s.scope = ANY ($2)) AS suppressed
     FROM unnest($1::text[]) AS p (person)`,
    [people, suppressionScopes(surveyId), before ?? null],
  );
  return new Map(
    rows.map(({ person, asked, suppressed }) => [person, { lastAskedAt: asked, isSuppressed: suppressed }]),
  );
}

export const NO_HISTORY: History = { lastAskedAt: null, isSuppressed: false };
