import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where other programs want to hear what happens here, and what they were told. */
export class Webhooks1700000004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // secret and previous_secret are encrypted; the previous one signs too until previous_secret_until.
    await db.query(`
      CREATE TABLE webhook_endpoint (
        id uuid PRIMARY KEY,
        url text NOT NULL,
        description text NOT NULL,
        events text[] NOT NULL,
        secret text NOT NULL,
        previous_secret text,
        previous_secret_until timestamptz,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz,
        disabled_reason text,
        deleted_at timestamptz
      )`);
    // One row an event and endpoint. finished_at NULL while it is still to be delivered.
    await db.query(`
      CREATE TABLE webhook_delivery (
        id uuid PRIMARY KEY,
        endpoint_id uuid NOT NULL CONSTRAINT webhook_delivery_endpoint_fk REFERENCES webhook_endpoint (id) ON DELETE CASCADE,
        event_key text NOT NULL,
        type text NOT NULL,
        body text NOT NULL,
        state text NOT NULL CONSTRAINT webhook_delivery_state_check CHECK (state IN ('queued', 'sending', 'delivered', 'failed')),
        attempts integer NOT NULL,
        fence integer NOT NULL,
        created_at timestamptz NOT NULL,
        next_attempt_at timestamptz NOT NULL,
        claimed_at timestamptz,
        finished_at timestamptz,
        last_status integer,
        last_error text,
        CONSTRAINT webhook_delivery_endpoint_event_key UNIQUE (endpoint_id, event_key)
      )`);
    await db.query('CREATE INDEX webhook_delivery_due_idx ON webhook_delivery (state, next_attempt_at)');
    await db.query('CREATE INDEX webhook_delivery_endpoint_idx ON webhook_delivery (endpoint_id, created_at, id)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE webhook_delivery');
    await db.query('DROP TABLE webhook_endpoint');
  }
}
