import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes back of mails, told by mailbox, provider or API; the name that a survey is sent under; when addresses go. */
export class MailReturns1700000060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // address_hash as in suppression: it outlives the outbox and the erasure of the person.
    await db.query(`
      CREATE TABLE mail_report (
        id uuid PRIMARY KEY,
        event_key text NOT NULL CONSTRAINT mail_report_event_key_key UNIQUE,
        mail_id uuid NOT NULL,
        address_hash text NOT NULL,
        kind text NOT NULL CONSTRAINT mail_report_kind_check CHECK (kind IN ('hard', 'soft', 'complaint', 'delivered')),
        status text,
        source text NOT NULL,
        reported_at timestamptz NOT NULL
      )`);
    await db.query('CREATE INDEX mail_report_mail_idx ON mail_report (mail_id)');
    await db.query('CREATE INDEX mail_report_address_idx ON mail_report (address_hash, reported_at)');
    await db.query('CREATE INDEX mail_report_reported_at_idx ON mail_report (reported_at)');
    await db.query('ALTER TABLE mail_outbox ADD COLUMN from_name text');
    // Reports that name the recipient alone, and erasure, look a mail up by its address.
    await db.query('CREATE INDEX mail_outbox_recipient_idx ON mail_outbox (lower(to_address))');
    await db.query(`CREATE INDEX mail_outbox_finished_at_idx ON mail_outbox (finished_at) WHERE to_address <> ''`);
    // Counted in mail_report now.
    await db.query('ALTER TABLE invitation DROP COLUMN soft_bounces');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE invitation ADD COLUMN soft_bounces integer NOT NULL DEFAULT 0');
    await db.query('DROP INDEX mail_outbox_finished_at_idx');
    await db.query('DROP INDEX mail_outbox_recipient_idx');
    await db.query('ALTER TABLE mail_outbox DROP COLUMN from_name');
    await db.query('DROP TABLE mail_report');
  }
}
