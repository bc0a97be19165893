import type { EntityManager } from 'typeorm';

/**
 * One customer who repeats himself counts once: later copies of a text point to the first. Called with the texts that are
 * new, and with those that changed or are gone; copies that pointed to the latter are looked at again.
 */
export async function markRepeats(fresh: string[], changed: string[], em: EntityManager): Promise<void> {
  const freed = changed.length > 0 ? await freeCopies(changed, em) : [];
  // Looked up first, since few texts are repeats, and every update of this table keeps the counts of statements right.
  const repeats = await em.query<{ id: string; first: string }[]>(
    `SELECT id, first FROM (SELECT DISTINCT ON (r.id) r.id, g.id AS first, r.duplicate_of FROM feedback r
       JOIN feedback g ON g.customer_id = r.customer_id AND g.content_hash = r.content_hash AND g.deleted_at IS NULL
       WHERE r.id = ANY ($1) AND r.deleted_at IS NULL ORDER BY r.id, g.occurred_at, g.id) found
     WHERE first <> id AND duplicate_of IS DISTINCT FROM first`,
    [[...fresh, ...changed, ...freed]],
  );
  if (repeats.length === 0) return;
  await em.query(
    'UPDATE feedback f SET duplicate_of = r.first FROM unnest($1::uuid[], $2::uuid[]) AS r (id, first) WHERE f.id = r.id',
    [repeats.map(({ id }) => id), repeats.map(({ first }) => first)],
  );
}

/** Takes pointers away that no longer hold, at either end. Returns the texts that lost theirs. */
async function freeCopies(changed: string[], em: EntityManager): Promise<string[]> {
  const rows = await em.query<{ id: string }[]>(
    `WITH touched AS MATERIALIZED (SELECT id FROM feedback WHERE id = ANY ($1) UNION SELECT id FROM feedback WHERE duplicate_of = ANY ($1)),
     freed AS (UPDATE feedback f SET duplicate_of = NULL FROM touched, feedback first
       WHERE f.id = touched.id AND first.id = f.duplicate_of
         AND (f.content_hash, f.customer_id) IS DISTINCT FROM (first.content_hash, first.customer_id) RETURNING f.id)
     SELECT id FROM freed`,
    [changed],
  );
  return rows.map((row) => row.id);
}
