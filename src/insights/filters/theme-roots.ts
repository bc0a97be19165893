import type { EntityManager } from 'typeorm';

/** The themes that ids stand for today: themselves, or what they were merged into. Unknown ids stand for nothing. */
export async function rootsOf(em: EntityManager, ids: readonly string[]): Promise<string[]> {
  const rows = await em.query<{ root_id: string }[]>('SELECT DISTINCT root_id FROM theme WHERE id = ANY ($1)', [ids]);
  return rows.map(({ root_id }) => root_id);
}

/** Labels of themes by id. */
export async function labelsOf(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await em.query<{ id: string; label: string }[]>('SELECT id, label FROM theme WHERE id = ANY ($1)', [
    ids,
  ]);
  return new Map(rows.map(({ id, label }) => [id, label]));
}
