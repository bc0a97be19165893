import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How feedback arrives and how long it stays: connections, raw events, pulls, agents' replies, stages, searches, erasures. */
export class Connections1700000005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await connections(db);
    await arrivals(db);
    await pulls(db);
    await aroundTickets(db);
    await rights(db);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = [
      'erasure_mark',
      'erasure',
      'kb_search',
      'stage_rule',
      'agent_reply',
      'ticket_refresh',
      'pull',
      'raw_event',
      'connection',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
    await db.query('ALTER TABLE ticket DROP COLUMN stage_by_rule');
    await db.query(
      'ALTER TABLE import_batch DROP COLUMN stored_as, DROP COLUMN bytes, DROP COLUMN bytes_read, DROP COLUMN claimed_until',
    );
  }
}

async function connections(db: QueryRunner): Promise<void> {
  // Secrets are sealed (AES-256-GCM). The previous one is accepted until the given time, so that a rotation loses nothing.
  await db.query(`
    CREATE TABLE connection (
      id uuid PRIMARY KEY,
      kind text NOT NULL CONSTRAINT connection_kind_check CHECK (kind IN
        ('zendesk', 'intercom', 'freshdesk', 'helpscout', 'chatwoot', 'generic', 'imap')),
      name text NOT NULL,
      source text NOT NULL,
      settings jsonb NOT NULL,
      webhook_secret text,
      previous_secret text,
      previous_secret_until timestamptz,
      credentials text,
      legal_basis text,
      consent_note text,
      enabled boolean NOT NULL,
      signature_failures integer NOT NULL DEFAULT 0,
      last_signature_failure_at timestamptz,
      created_at timestamptz NOT NULL,
      CONSTRAINT connection_source_key UNIQUE (source)
    )`);
}

async function arrivals(db: QueryRunner): Promise<void> {
  // Stored before the sender is told 202. event_key is the sender's id of the delivery, or a hash of what was sent.
  await db.query(`
    CREATE TABLE raw_event (
      id uuid PRIMARY KEY,
      connection_id uuid NOT NULL CONSTRAINT raw_event_connection_fk REFERENCES connection (id) ON DELETE CASCADE,
      event_key text NOT NULL,
      type text NOT NULL,
      headers jsonb NOT NULL,
      body text NOT NULL,
      received_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      next_attempt_at timestamptz,
      claimed_by uuid,
      claimed_until timestamptz,
      processed_at timestamptz,
      outcome text,
      last_error text,
      ticket_ids text[] NOT NULL DEFAULT '{}',
      CONSTRAINT raw_event_connection_event_key UNIQUE (connection_id, event_key)
    )`);
  // What still has to be done: next_attempt_at is NULL once an event is processed or was given up.
  await db.query(`CREATE INDEX raw_event_due_idx ON raw_event (next_attempt_at, id) WHERE next_attempt_at IS NOT NULL`);
  await db.query(`CREATE INDEX raw_event_connection_received_idx ON raw_event (connection_id, received_at)`);
  await db.query(`CREATE INDEX raw_event_received_idx ON raw_event (received_at)`);
}

async function pulls(db: QueryRunner): Promise<void> {
  // One stream of a connection (tickets, articles, mailbox) with how far it was read. The cursor moves with the stored rows.
  await db.query(`
    CREATE TABLE pull (
      id uuid PRIMARY KEY,
      connection_id uuid NOT NULL CONSTRAINT pull_connection_fk REFERENCES connection (id) ON DELETE CASCADE,
      stream text NOT NULL,
      cursor jsonb,
      next_run_at timestamptz,
      claimed_by uuid,
      claimed_until timestamptz,
      taken integer NOT NULL DEFAULT 0,
      waits integer NOT NULL DEFAULT 0,
      attempts integer NOT NULL DEFAULT 0,
      waits_until timestamptz,
      caught_up_at timestamptz,
      last_run_at timestamptz,
      last_error text,
      CONSTRAINT pull_connection_stream_key UNIQUE (connection_id, stream)
    )`);
  // Tickets of which an event told only that they changed: fetched by the next pull.
  await db.query(`
    CREATE TABLE ticket_refresh (
      connection_id uuid NOT NULL CONSTRAINT ticket_refresh_connection_fk REFERENCES connection (id) ON DELETE CASCADE,
      external_id text NOT NULL,
      asked_at timestamptz NOT NULL,
      CONSTRAINT ticket_refresh_pkey PRIMARY KEY (connection_id, external_id)
    )`);
  // An upload waits under stored_as in the data folder until the import job has read it; NULL for files named on the command line.
  await db.query(`ALTER TABLE import_batch ADD COLUMN stored_as text, ADD COLUMN bytes bigint, ADD COLUMN bytes_read bigint,
    ADD COLUMN claimed_until timestamptz`);
}

async function aroundTickets(db: QueryRunner): Promise<void> {
  // Public replies of agents, masked: what a writer of help articles starts from. Never mined, never counted as feedback.
  await db.query(`
    CREATE TABLE agent_reply (
      id uuid PRIMARY KEY,
      source text NOT NULL,
      external_id text NOT NULL,
      ticket_id uuid NOT NULL CONSTRAINT agent_reply_ticket_fk REFERENCES ticket (id) ON DELETE CASCADE,
      agent text,
      occurred_at timestamptz NOT NULL,
      masked text NOT NULL,
      source_updated_at timestamptz NOT NULL,
      CONSTRAINT agent_reply_source_external_id_key UNIQUE (source, external_id)
    )`);
  await db.query(`CREATE INDEX agent_reply_ticket_idx ON agent_reply (ticket_id)`);
  await db.query(`CREATE INDEX agent_reply_occurred_at_idx ON agent_reply (occurred_at)`);
  await db.query(`
    CREATE TABLE stage_rule (
      id uuid PRIMARY KEY,
      position integer NOT NULL,
      field text NOT NULL,
      value text NOT NULL,
      stage text NOT NULL,
      CONSTRAINT stage_rule_position_key UNIQUE (position)
    )`);
  // Whether the stage came from a rule: then it follows when the rules change; a stage that the source gave stays.
  await db.query(`ALTER TABLE ticket ADD COLUMN stage_by_rule boolean NOT NULL DEFAULT false`);
  await db.query(`
    CREATE TABLE kb_search (
      id uuid PRIMARY KEY,
      source text NOT NULL,
      external_id text NOT NULL,
      query text NOT NULL,
      locale text,
      results integer NOT NULL,
      clicked boolean,
      searched_at timestamptz NOT NULL,
      CONSTRAINT kb_search_source_external_id_key UNIQUE (source, external_id)
    )`);
  await db.query(`CREATE INDEX kb_search_searched_at_idx ON kb_search (searched_at)`);
}

async function rights(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE erasure (
      id uuid PRIMARY KEY,
      asked_by text NOT NULL,
      asked_at timestamptz NOT NULL,
      finished_at timestamptz,
      counts jsonb NOT NULL
    )`);
  // Keyed hashes of who and what was erased, so that a repeated import or a restored backup does not bring it back.
  await db.query(`
    CREATE TABLE erasure_mark (
      key text NOT NULL,
      erased_at timestamptz NOT NULL,
      CONSTRAINT erasure_mark_pkey PRIMARY KEY (key)
    )`);
}
