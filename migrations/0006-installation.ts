import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What this installation is, in one row. */
export class Installation1700000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // key_fingerprint tells whether the secret key is the one that the stored secrets were made under.
    await db.query(`
      CREATE TABLE installation (
        id integer PRIMARY KEY CONSTRAINT installation_one_row_check CHECK (id = 1),
        key_fingerprint text NOT NULL
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE installation');
  }
}
