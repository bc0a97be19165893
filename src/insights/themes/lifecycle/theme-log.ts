import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { ThemeEvent } from '../tables/theme-event.entity.js';

export interface NewThemeEvent {
  themeId: string;
  kind: ThemeEvent['kind'];
  cause: ThemeEvent['cause'];
  /** Name of the person or key; "engine" otherwise. */
  actor: string;
  runId?: string | null;
  /** Counts and other themes' ids; never customers' words. */
  detail?: Record<string, unknown>;
}

/** Any number, the same in every release: fits and people's corrections take turns in writing themes. */
const THEMES_LOCK = 6_402_117;

/** Adds to the lineage, in the order given. */
export async function recordEvents(em: EntityManager, events: readonly NewThemeEvent[], at: Date): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ runId: null, detail: {}, ...event, id: randomUUID() }));
  await em.query(
    `INSERT INTO theme_event (id, theme_id, kind, at, cause, actor, run_id, detail)
     SELECT r.id, r."themeId", r.kind, $2, r.cause, r.actor, r."runId", r.detail
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "themeId" uuid, kind text, cause text, actor text, "runId" uuid, detail jsonb)`,
    [JSON.stringify(rows), at],
  );
}

/** Held until the transaction ends. */
export async function lockThemes(em: EntityManager): Promise<void> {
  await em.query('SELECT pg_advisory_xact_lock($1)', [THEMES_LOCK]);
}

/** How often people have changed themes so far: a fit that finds it moved on has been overtaken and starts again. */
export async function curationMark(em: EntityManager): Promise<string> {
  const [row] = await em.query<{ mark: string }[]>(
    `SELECT coalesce(max(position), 0)::text AS mark FROM theme_event WHERE cause = 'person'`,
  );
  return row!.mark;
}

/** Sets root_id of every theme to the end of its chain of merges. Few rows: themes are hundreds, not millions. */
export async function followMerges(em: EntityManager): Promise<void> {
  await em.query(
    `WITH RECURSIVE chain AS (
       SELECT id, id AS root FROM theme WHERE merged_into IS NULL
       UNION ALL SELECT theme.id, chain.root FROM theme JOIN chain ON theme.merged_into = chain.id
     ) UPDATE theme SET root_id = chain.root FROM chain WHERE chain.id = theme.id AND theme.root_id <> chain.root`,
  );
}

/** Themes that a person has named, made, pinned, silenced, merged or kept apart: no search for new themes ends them. */
export async function touchedByPeople(em: EntityManager): Promise<Set<string>> {
  const rows = await em.query<{ id: string }[]>(
    `SELECT id FROM theme WHERE named_by = 'person' OR origin <> 'engine' OR pinned OR not_an_issue OR merged_into IS NOT NULL
       OR id IN (SELECT theme_id FROM theme_event WHERE cause = 'person')
       OR id IN (SELECT theme_id FROM theme_constraint WHERE theme_id IS NOT NULL)
       OR id IN (SELECT other_theme_id FROM theme_constraint WHERE other_theme_id IS NOT NULL)`,
  );
  return new Set(rows.map(({ id }) => id));
}
