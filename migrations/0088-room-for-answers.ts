import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Room on the pages of rows that are written again soon after: an answer notes itself on its invitation, a second hit on its
 * counter. Next to the old row the new one needs no entry in any of the indexes.
 */
export class RoomForAnswers1700000088000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE invitation SET (fillfactor = 80)');
    await db.query('ALTER TABLE rate_limit SET (fillfactor = 50)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE rate_limit RESET (fillfactor)');
    await db.query('ALTER TABLE invitation RESET (fillfactor)');
  }
}
