import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way out for mails, who must not get any, and what is halted. */
export class Mail1700000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // unknown: handed over or claimed, but nobody can say whether it arrived. fence: number of the newest claim.
    await db.query(`
      CREATE TABLE mail_outbox (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        dedupe_key text NOT NULL CONSTRAINT mail_outbox_dedupe_key_key UNIQUE,
        wave text NOT NULL,
        to_name text NOT NULL,
        to_address text NOT NULL,
        subject text NOT NULL,
        html text NOT NULL,
        text text NOT NULL,
        headers jsonb NOT NULL,
        images jsonb NOT NULL,
        suppressed_by text[] NOT NULL,
        message_id text NOT NULL,
        state text NOT NULL CONSTRAINT mail_outbox_state_check CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
        priority integer NOT NULL,
        repeats_when_unknown boolean NOT NULL,
        attempts integer NOT NULL,
        fence integer NOT NULL,
        created_at timestamptz NOT NULL,
        next_attempt_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        claimed_at timestamptz,
        finished_at timestamptz,
        last_error text
      )`);
    // The next mail is the first queued row in this order.
    await db.query('CREATE INDEX mail_outbox_due_idx ON mail_outbox (state, priority, next_attempt_at)');
    await db.query('CREATE INDEX mail_outbox_created_at_idx ON mail_outbox (created_at, id)');
    await db.query('CREATE INDEX mail_outbox_wave_idx ON mail_outbox (wave)');
    await db.query(`
      CREATE TABLE suppression (
        address_hash text NOT NULL,
        scope text NOT NULL,
        reason text NOT NULL CONSTRAINT suppression_reason_check CHECK (reason IN ('bounce', 'complaint', 'opt-out', 'manual')),
        created_at timestamptz NOT NULL,
        CONSTRAINT suppression_pkey PRIMARY KEY (address_hash, scope)
      )`);
    // until NULL: until a person resumes it.
    await db.query(`
      CREATE TABLE mail_pause (
        scope text PRIMARY KEY,
        reason text NOT NULL,
        since timestamptz NOT NULL,
        until timestamptz,
        failures integer NOT NULL
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['mail_pause', 'suppression', 'mail_outbox']) await db.query(`DROP TABLE ${table}`);
  }
}
