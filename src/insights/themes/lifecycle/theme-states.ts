import type { EntityManager } from 'typeorm';
import { PERSON, THEME_MESSAGES } from '../reading/theme-messages.js';
import { lockThemes, recordEvents } from './theme-log.js';

/** Days without a message after which a theme sleeps; it keeps identity and centroid, and a match wakes it. */
const DORMANT_DAYS = 28;
/** An emerging theme is established by so many people in so many different weeks: one insistent customer makes no issue. */
const ESTABLISHED_PEOPLE = 5;
const ESTABLISHED_WEEKS = 2;

export interface StateChanges {
  revived: number;
  established: number;
  dormant: number;
}

/**
 * Moves root themes between emerging, active and dormant. Time is told by the newest message, not by the clock: while
 * nothing arrives at all, nothing goes dormant. Safe to repeat; a second call finds nothing.
 */
export async function reviewStates(
  em: EntityManager,
  now: Date,
  zone: string,
  runId: string | null = null,
): Promise<StateChanges> {
  await lockThemes(em);
  const changed: StateChanges = { revived: 0, established: 0, dormant: 0 };
  const [row] = await em.query<{ newest: Date | null }[]>(
    'SELECT max(occurred_at) AS newest FROM feedback WHERE occurred_at <= $1',
    [now],
  );
  if (!row?.newest) return changed;
  const cutoff = new Date(row.newest.getTime() - DORMANT_DAYS * 86_400_000);
  const steps = [
    ['revived', `state = 'emerging'`, `state = 'dormant' AND ${LAST_SEEN} >= $1`, [cutoff]],
    ['established', `state = 'active'`, `state = 'emerging' AND (${ESTABLISHED})`, [zone]],
    ['dormant', `state = 'dormant'`, `state IN ('emerging', 'active') AND NOT pinned AND ${LAST_SEEN} < $1`, [cutoff]],
  ] as const;
  for (const [kind, set, where, parameters] of steps) {
    const rows = await em.query<{ id: string }[]>(
      `WITH changed AS (UPDATE theme SET ${set} WHERE root_id = id AND ${where} RETURNING id) SELECT id FROM changed`,
      [...parameters],
    );
    changed[kind] = rows.length;
    const events = rows.map(({ id }) => ({ themeId: id, kind, cause: 'engine' as const, actor: 'engine', runId }));
    await recordEvents(em, events, now);
  }
  return changed;
}

/** When something was last said in a theme or one merged into it. */
const LAST_SEEN = `(SELECT max(member.last_seen) FROM theme member WHERE member.root_id = theme.id)`;

const ESTABLISHED = `SELECT count(DISTINCT ${PERSON}) >= ${ESTABLISHED_PEOPLE}
    AND count(DISTINCT date_trunc('week', f.occurred_at AT TIME ZONE $1)) >= ${ESTABLISHED_WEEKS}
  FROM ${THEME_MESSAGES} WHERE leaf.root_id = theme.id`;

/** Takes first_seen and last_seen of the given themes (all when null) from their messages. */
export async function updateSeen(em: EntityManager, themeIds: readonly string[] | null): Promise<void> {
  const said = themeIds
    ? 'theme_assignment a JOIN statement_fact m ON m.statement_id = a.statement_id WHERE a.theme_id = ANY ($1)'
    : 'statement_fact m WHERE m.theme_id IS NOT NULL';
  await em.query(
    `UPDATE theme SET first_seen = least(theme.first_seen, seen.first), last_seen = seen.last
     FROM (SELECT m.theme_id AS id, min(m.occurred_at) AS first, max(m.occurred_at) AS last FROM ${said} GROUP BY 1) seen
     WHERE seen.id = theme.id AND (theme.first_seen, theme.last_seen) IS DISTINCT FROM (least(theme.first_seen, seen.first), seen.last)`,
    themeIds ? [themeIds] : [],
  );
}
