import type { EntityManager } from 'typeorm';

/**
 * One customer who repeats himself counts once: later copies of a text point to the first. Called for texts that are new,
 * changed or gone; copies that pointed to them are looked at again.
 */
export async function markRepeats(ids: string[], em: EntityManager): Promise<void> {
  const freed = await em.query<{ id: string }[]>(
    `WITH freed AS (UPDATE feedback f SET duplicate_of = NULL FROM feedback first
       WHERE f.duplicate_of = first.id AND (first.id = ANY ($1) OR f.id = ANY ($1))
         AND (f.content_hash, f.customer_id) IS DISTINCT FROM (first.content_hash, first.customer_id) RETURNING f.id)
     SELECT id FROM freed`,
    [ids],
  );
  await em.query(
    `UPDATE feedback f SET duplicate_of = first.id
     FROM (SELECT DISTINCT ON (r.id) r.id AS repeat_id, g.id FROM feedback r
       JOIN feedback g ON g.customer_id = r.customer_id AND g.content_hash = r.content_hash AND g.deleted_at IS NULL
       WHERE r.id = ANY ($1) AND r.deleted_at IS NULL ORDER BY r.id, g.occurred_at, g.id) first
     WHERE f.id = first.repeat_id AND first.id <> f.id AND f.duplicate_of IS DISTINCT FROM first.id`,
    [[...ids, ...freed.map((row) => row.id)]],
  );
}
