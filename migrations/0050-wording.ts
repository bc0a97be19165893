import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a language model was last asked to word a theme, and why its words were not taken. */
export class Wording1700000050000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // NULL: never asked; no problem.
    await db.query('ALTER TABLE theme ADD COLUMN worded_at timestamptz, ADD COLUMN wording_problem text');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE theme DROP COLUMN worded_at, DROP COLUMN wording_problem');
  }
}
