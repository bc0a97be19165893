import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Until when a running call holds its idempotency key: the key of a killed process is free again after seconds. */
export class HeldCalls1700000080000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE idempotency_key ADD COLUMN held_until timestamptz');
    await db.query('UPDATE idempotency_key SET held_until = created_at');
    await db.query('ALTER TABLE idempotency_key ALTER COLUMN held_until SET NOT NULL');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE idempotency_key DROP COLUMN held_until');
  }
}
