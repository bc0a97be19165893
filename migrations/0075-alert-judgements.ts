import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people think of an alert. NULL: nobody has said. */
export class AlertJudgements1700000075000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE alert ADD COLUMN judged text, ADD COLUMN judged_at timestamptz, ADD COLUMN judged_by text,
         ADD CONSTRAINT alert_judged_check CHECK (judged IN ('useful', 'not useful'))`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE alert DROP COLUMN judged, DROP COLUMN judged_at, DROP COLUMN judged_by');
  }
}
