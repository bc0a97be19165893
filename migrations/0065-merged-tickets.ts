import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tickets that were merged into another one are looked up by it with every delivery; few are. */
export class MergedTickets1700000065000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE INDEX ticket_merged_into_idx ON ticket (source, merged_into) WHERE merged_into IS NOT NULL');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX ticket_merged_into_idx');
  }
}
