import type { DataSource } from 'typeorm';
import { fromBytes } from '../../embedding/vector-bytes.js';
import type { MiningProcess } from '../../embedding/mining-process.js';
import { idPages } from './fit-inputs.js';
import type { SpreadRule } from './fit-plan.js';
import { writeAssignments } from './fit-store.js';

/** Statements at a time: 6 MB of vectors, and a transaction of some 50 ms. */
const PAGE = 4000;

export interface Spreading {
  db: DataSource;
  mining: MiningProcess;
  encoder: { id: number; dimensions: number };
  rule: SpreadRule;
  now: Date;
}

export interface SpreadCounts {
  unassigned: number;
  changed: number;
}

/**
 * Gives the statements that a fit did not look at the nearest of its themes, a page at a time, so that memory does not grow
 * with their number. Stopped in the middle, the others keep the theme they had, and those without one are found by the
 * online assignment: ids of themes live on, so nothing has to be undone. Safe to repeat.
 */
export async function spreadThemes(work: Spreading, rest: Buffer): Promise<SpreadCounts> {
  const positions = new Map(work.rule.ids.map((id, j) => [id, j]));
  const counts = { unassigned: 0, changed: 0 };
  for (const page of idPages(rest, PAGE)) {
    const { ids, themes, vectors } = await loadPage(work, page);
    if (ids.length === 0) continue;
    const { space, centroids, assignAt, ids: themeIds } = work.rule;
    const placed = await work.mining.call('place', {
      vectors,
      current: Int32Array.from(themes, (theme) => (theme === null ? -1 : (positions.get(theme) ?? -1))),
      centroids,
      assignAt,
      ...space,
    });
    const found = Array.from(placed.assignments, (j) => (j < 0 ? null : themeIds[j]!));
    counts.unassigned += found.filter((theme) => theme === null).length;
    counts.changed += await writeAssignments(
      work.db.manager,
      { ids, themes: found, similarities: found.map((theme, i) => (theme === null ? null : placed.similarities[i]!)) },
      work.now,
    );
  }
  return counts;
}

/** What of the page still exists, with the theme it is in. */
async function loadPage({ db, encoder }: Spreading, page: readonly string[]) {
  const [row] = await db.query<{ ids: string[] | null; themes: (string | null)[] | null; bytes: Buffer | null }[]>(
    `SELECT array_agg(w.id ORDER BY w.position) AS ids, array_agg(a.theme_id ORDER BY w.position) AS themes,
       string_agg(e.vector, ''::bytea ORDER BY w.position) AS bytes
     FROM unnest($1::uuid[]) WITH ORDINALITY AS w (id, position)
     JOIN embedding e ON e.statement_id = w.id AND e.encoder_id = $2 AND length(e.vector) = $3
     LEFT JOIN theme_assignment a ON a.statement_id = w.id WHERE coalesce(a.source, 'engine') = 'engine'`,
    [page, encoder.id, encoder.dimensions * 4],
  );
  return {
    ids: row!.ids ?? [],
    themes: row!.themes ?? [],
    vectors: fromBytes(row!.bytes ?? Buffer.alloc(0), encoder.dimensions),
  };
}
