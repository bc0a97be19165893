import type { EntityManager } from 'typeorm';

interface Client {
  query(statement: { name: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/**
 * Runs a statement that PostgreSQL plans once a connection, for the few that run hundreds of times a second: planning a
 * join costs more than running it. In the caller's transaction when `em` has one. The same name is always the same text.
 */
export async function prepared<T>(em: EntityManager, name: string, text: string, values: unknown[]): Promise<T[]> {
  const runner = em.queryRunner;
  const pool = () => (em.connection.driver as unknown as { master: Client }).master;
  const client = runner ? ((await runner.connect()) as Client) : pool();
  const { rows } = await client.query({ name, text, values });
  return rows as T[];
}
