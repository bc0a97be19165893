import type { EntityManager } from 'typeorm';
import type { Matrix } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { ASSIGN_AT } from './assign-online.js';

export interface LiveTheme {
  id: string;
  rootId: string;
  state: 'emerging' | 'active' | 'dormant';
  pinned: boolean;
  notAnIssue: boolean;
  label: string;
  namedBy: 'engine' | 'model' | 'tag' | 'person';
}

export interface LiveThemes {
  themes: LiveTheme[];
  /** One row a theme, length 1. */
  centroids: Matrix;
  /** Cosine with the nearest centre at which a message joins its theme. */
  assignAt: number;
}

/**
 * Themes that may collect messages, merged ones too: a merge is a link, so both ends keep their centre. Oldest first.
 * A centroid of a wrong size is left out, its theme waits for the next fit.
 */
export async function liveThemes(em: EntityManager, encoder: { id: number; dimensions: number }): Promise<LiveThemes> {
  const rows = await em.query<(LiveTheme & { centroid: Buffer })[]>(
    `SELECT id, root_id AS "rootId", state, pinned, not_an_issue AS "notAnIssue", label, named_by AS "namedBy", centroid FROM theme
     WHERE state <> 'retired' AND encoder_id = $1 AND length(centroid) = $2 ORDER BY created_at, id`,
    [encoder.id, encoder.dimensions * 4],
  );
  const bytes = Buffer.concat(rows.map(({ centroid }) => centroid));
  const themes = rows.map(({ centroid: _, ...theme }) => theme);
  return { themes, centroids: fromBytes(bytes, encoder.dimensions), assignAt: await assignAtOfLast(em, encoder.id) };
}

/** The cosine at which a message belongs to a theme, as the last discovery among vectors of this encoder found it. */
export async function assignAtOfLast(em: EntityManager, encoderId: number): Promise<number> {
  const [run] = await em.query<{ assignAt: number }[]>(
    `SELECT (settings ->> 'assignAt')::float8 AS "assignAt" FROM mining_run
     WHERE state = 'done' AND encoder_id = $1 AND settings ->> 'assignAt' IS NOT NULL ORDER BY position DESC LIMIT 1`,
    [encoderId],
  );
  return run?.assignAt ?? ASSIGN_AT;
}

/** Pairs of live themes, by position, that people keep apart. */
export async function keptApart(em: EntityManager, themes: readonly LiveTheme[]): Promise<[number, number][]> {
  const rows = await em.query<{ a: string; b: string }[]>(
    `SELECT theme_id AS a, other_theme_id AS b FROM theme_constraint WHERE kind = 'never-merge'`,
  );
  const place = new Map(themes.map(({ id }, j) => [id, j]));
  return rows.flatMap(({ a, b }) => {
    const pair = [place.get(a), place.get(b)];
    return pair[0] === undefined || pair[1] === undefined ? [] : [[pair[0], pair[1]] as [number, number]];
  });
}
