import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { dot, row, stack } from '../../embedding/matrix.js';
import { toBytes } from '../../embedding/vector-bytes.js';
import type { FitInputs } from './fit-inputs.js';
import type { FitPlan } from './fit-plan.js';
import { followMerges, recordEvents } from './theme-log.js';

/** What a fit belongs to. */
export interface FitRun {
  runId: string;
  encoder: { id: number; dimensions: number };
  now: Date;
}

/** Rows written at a time: a few milliseconds of encoding, so that the event loop stays free. */
const PAGE = 2000;

/** Writes a plan in the transaction of the caller, who holds the lock on themes. Returns how many assignments changed. */
export async function storePlan(em: EntityManager, plan: FitPlan, inputs: FitInputs, run: FitRun): Promise<number> {
  await storeBirths(em, plan, run);
  await storeMoves(em, plan, run);
  await storeSuggestions(em, plan);
  const changed = await storeAssignments(em, plan, inputs, run);
  await retire(em, plan);
  await releaseSentences(em, plan);
  await storeProposals(em, plan, run);
  await recordEvents(
    em,
    plan.events.map((event) => ({ ...event, runId: run.runId })),
    run.now,
  );
  return changed;
}

async function storeBirths(em: EntityManager, { births }: FitPlan, { encoder, now }: FitRun): Promise<void> {
  if (births.length === 0) return;
  const rows = births.map(({ centroid: _, size: __, ...birth }) => birth);
  await em.query(
    `INSERT INTO theme (id, root_id, state, label, subtitle, keywords, named_by, origin, encoder_id, centroid, created_at)
     SELECT r.id, r.id, 'emerging', r.label, r.subtitle, r.keywords, 'engine', 'engine', $2,
       substring($3::bytea FROM (r.position::int - 1) * $4 + 1 FOR $4), $5
     FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (id uuid, label text, subtitle text, keywords text[]))
       WITH ORDINALITY AS r (id, label, subtitle, keywords, position)`,
    [
      JSON.stringify(rows),
      encoder.id,
      toBytes(stack(births.map(({ centroid }) => centroid)).data),
      encoder.dimensions * 4,
      now,
    ],
  );
}

async function storeMoves(em: EntityManager, { moves }: FitPlan, { encoder }: FitRun): Promise<void> {
  if (moves.length === 0) return;
  await em.query(
    `UPDATE theme SET encoder_id = $2, centroid = substring($3::bytea FROM (w.position::int - 1) * $4 + 1 FOR $4)
     FROM unnest($1::uuid[]) WITH ORDINALITY AS w (id, position) WHERE theme.id = w.id`,
    [
      moves.map(({ id }) => id),
      encoder.id,
      toBytes(stack(moves.map(({ centroid }) => centroid)).data),
      encoder.dimensions * 4,
    ],
  );
}

/** A label never changes silently: keywords follow the messages, a new label is only suggested. A person's words stay. */
async function storeSuggestions(em: EntityManager, { suggestions }: FitPlan): Promise<void> {
  if (suggestions.length === 0) return;
  await em.query(
    `UPDATE theme SET keywords = r.keywords, subtitle = r.subtitle, label = CASE WHEN r.relabel THEN r.label ELSE theme.label END,
       suggested_label = CASE WHEN NOT r.relabel AND theme.named_by <> 'model' THEN nullif(r.label, theme.label) END
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, relabel boolean, label text, subtitle text, keywords text[]) WHERE theme.id = r.id`,
    [JSON.stringify(suggestions)],
  );
}

async function retire(em: EntityManager, { retired }: FitPlan): Promise<void> {
  if (retired.length === 0) return;
  await em.query(
    `UPDATE theme SET state = 'retired', merged_into = r.into FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "into" uuid) WHERE theme.id = r.id`,
    [JSON.stringify(retired)],
  );
  await followMerges(em);
}

async function storeAssignments(em: EntityManager, plan: FitPlan, inputs: FitInputs, { now }: FitRun): Promise<number> {
  const centroids = new Map([...plan.births, ...plan.moves].map(({ id, centroid }) => [id, centroid]));
  let changed = 0;
  for (let from = 0; from < inputs.ids.length; from += PAGE) {
    const themes = plan.themes.slice(from, from + PAGE);
    const similarities = themes.map((theme, k) => {
      const centroid = theme === null ? undefined : centroids.get(theme);
      return centroid ? dot(row(inputs.vectors, from + k), centroid) : null;
    });
    changed += await writeAssignments(em, { ids: inputs.ids.slice(from, from + PAGE), themes, similarities }, now);
  }
  return changed;
}

export interface NewAssignments {
  ids: readonly string[];
  /** Null: the pool. */
  themes: readonly (string | null)[];
  similarities: readonly (number | null)[];
}

/** Gives statements their theme; what a person said stays. Returns how many rows changed. */
export async function writeAssignments(
  em: EntityManager,
  { ids, themes, similarities }: NewAssignments,
  now: Date,
): Promise<number> {
  const rows = await em.query<{ n: number }[]>(
    `WITH changed AS (INSERT INTO theme_assignment AS a (statement_id, theme_id, similarity, source, at)
       SELECT s.id, w.theme, w.similarity, 'engine', $4
       FROM unnest($1::uuid[], $2::uuid[], $3::real[]) AS w (id, theme, similarity) JOIN statement s ON s.id = w.id
       ON CONFLICT (statement_id) DO UPDATE SET theme_id = excluded.theme_id, similarity = excluded.similarity,
         at = CASE WHEN a.theme_id IS DISTINCT FROM excluded.theme_id THEN excluded.at ELSE a.at END
       WHERE a.source = 'engine' AND (a.theme_id, a.similarity) IS DISTINCT FROM (excluded.theme_id, excluded.similarity)
       RETURNING 1) SELECT count(*)::int AS n FROM changed`,
    [ids, themes, similarities, now],
  );
  return rows[0]!.n;
}

/** Sentences look for their further theme again where the themes have changed; the next run of the assignment finds them. */
async function releaseSentences(em: EntityManager, { sentences }: FitPlan): Promise<void> {
  if (sentences === 'none') return;
  await em.query(
    `DELETE FROM theme_assignment a USING statement s WHERE s.id = a.statement_id AND s.position > 0 AND a.source = 'engine'
       AND ($1 OR a.theme_id IS NULL)`,
    [sentences === 'all'],
  );
}

/** Proposals of an earlier fit that nobody decided are replaced; a pair somebody kept apart or pinned themes are not proposed. */
async function storeProposals(em: EntityManager, { proposals }: FitPlan, { runId, now }: FitRun): Promise<void> {
  await em.query(`UPDATE theme_proposal SET state = 'expired', decided_at = $1 WHERE state = 'open'`, [now]);
  if (proposals.length === 0) return;
  await em.query(
    `INSERT INTO theme_proposal (id, kind, theme_id, other_theme_id, similarity, evidence, state, run_id, created_at)
     SELECT r.id, r.kind, r."themeId", r."otherThemeId", r.similarity, r.evidence, 'open', $2, $3
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, kind text, "themeId" uuid, "otherThemeId" uuid, similarity real, evidence jsonb)
     JOIN theme a ON a.id = r."themeId" LEFT JOIN theme b ON b.id = r."otherThemeId"
     WHERE NOT a.pinned AND NOT coalesce(b.pinned, false) AND a.root_id IS DISTINCT FROM b.root_id
       AND NOT EXISTS (SELECT FROM theme_constraint c JOIN theme x ON x.id = c.theme_id JOIN theme y ON y.id = c.other_theme_id
         WHERE c.kind = 'never-merge' AND (x.root_id, y.root_id) IN ((a.root_id, b.root_id), (b.root_id, a.root_id)))
       AND NOT EXISTS (SELECT FROM theme_proposal p WHERE p.state = 'dismissed' AND p.kind = r.kind AND p.theme_id = r."themeId"
         AND p.other_theme_id IS NOT DISTINCT FROM r."otherThemeId")`,
    [JSON.stringify(proposals.map((proposal) => ({ ...proposal, id: randomUUID() }))), runId, now],
  );
}
