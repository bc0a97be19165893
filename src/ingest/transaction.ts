import type { DataSource, EntityManager } from 'typeorm';

/** Serialisation failure, deadlock, and a unique key that another transaction took in the same instant: a second try finds the row. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01', '23505']);
const TRIES = 4;

/** Runs work in a transaction, and again when Postgres asked for it. The work must be safe to repeat. */
export async function inTransaction<T>(db: DataSource, work: (em: EntityManager) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      const code = (error as { driverError?: { code?: string } }).driverError?.code ?? '';
      if (attempt === TRIES || !WORTH_ANOTHER_TRY.has(code)) throw error;
    }
  }
}
