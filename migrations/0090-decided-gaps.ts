import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keeps the chance that was given for a missing article when people decide, so that later chances can learn from it. */
export class DecidedGaps1700000090000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE kb_gap ADD COLUMN state_probability double precision');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE kb_gap DROP COLUMN state_probability');
  }
}
