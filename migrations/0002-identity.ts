import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may call: keys, people, sessions; what they did; how often they call; which calls were repeated. */
export class Identity1700000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // team_ids: empty means all teams. last_used_at is to the minute. revoked_at ends a key for ever.
    await db.query(`
      CREATE TABLE api_key (
        id uuid PRIMARY KEY,
        short_id text NOT NULL CONSTRAINT api_key_short_id_key UNIQUE,
        name text NOT NULL,
        secret_hash text NOT NULL,
        last_four text NOT NULL,
        scopes text[] NOT NULL CONSTRAINT api_key_scopes_check CHECK (
          scopes <@ ARRAY['read', 'write', 'ingest', 'surveys:send', 'export', 'erase', 'admin']::text[] AND cardinality(scopes) > 0),
        team_ids uuid[] NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz,
        last_used_at timestamptz,
        revoked_at timestamptz
      )`);
    await db.query(`
      CREATE TABLE member (
        id uuid PRIMARY KEY,
        email text NOT NULL CONSTRAINT member_email_key UNIQUE,
        name text NOT NULL,
        role text NOT NULL CONSTRAINT member_role_check CHECK (role IN ('admin', 'editor', 'analyst', 'viewer')),
        team_ids uuid[] NOT NULL,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz
      )`);
    await db.query(`
      CREATE TABLE session (
        id uuid PRIMARY KEY,
        member_id uuid NOT NULL CONSTRAINT session_member_fk REFERENCES member (id) ON DELETE CASCADE,
        token_hash text NOT NULL CONSTRAINT session_token_hash_key UNIQUE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await db.query('CREATE INDEX session_member_id_idx ON session (member_id)');
    // member_id NULL: the link of the first start, which makes the first admin.
    await db.query(`
      CREATE TABLE sign_in_link (
        id uuid PRIMARY KEY,
        member_id uuid CONSTRAINT sign_in_link_member_fk REFERENCES member (id) ON DELETE CASCADE,
        token_hash text NOT NULL CONSTRAINT sign_in_link_token_hash_key UNIQUE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`);
    await db.query('CREATE INDEX sign_in_link_member_id_idx ON sign_in_link (member_id)');
    await this.createAuditLog(db);
    await this.createEdge(db);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [
      'rate_limit',
      'idempotency_key',
      'audit_log',
      'sign_in_link',
      'session',
      'member',
      'api_key',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
    await db.query('DROP FUNCTION audit_log_refuse_change()');
  }

  private async createAuditLog(db: QueryRunner): Promise<void> {
    // position has no gaps and every row holds the hash of the one before: a removed or changed row shows.
    await db.query(`
      CREATE TABLE audit_log (
        position integer PRIMARY KEY,
        at timestamptz NOT NULL,
        actor_kind text NOT NULL CONSTRAINT audit_log_actor_kind_check CHECK (actor_kind IN ('member', 'key', 'system', 'anonymous')),
        actor_id text,
        actor_name text NOT NULL,
        action text NOT NULL,
        subject text NOT NULL,
        detail jsonb NOT NULL,
        previous_hash text NOT NULL,
        hash text NOT NULL
      )`);
    await db.query('CREATE INDEX audit_log_subject_idx ON audit_log (subject, position)');
    await db.query(`
      CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'audit_log can only be added to'; END $$`);
    await db.query(`
      CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
      FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse_change()`);
  }

  private async createEdge(db: QueryRunner): Promise<void> {
    // status NULL: the first call still runs. The caller is part of the key, so that callers never meet each other's answers.
    await db.query(`
      CREATE TABLE idempotency_key (
        caller text NOT NULL,
        key text NOT NULL,
        route text NOT NULL,
        body_hash text NOT NULL,
        status integer,
        body jsonb,
        created_at timestamptz NOT NULL,
        CONSTRAINT idempotency_key_pkey PRIMARY KEY (caller, key)
      )`);
    await db.query('CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at)');
    // Unlogged: a crash of the database may forget the counts of the last minutes, and nothing is written twice.
    await db.query(
      `CREATE UNLOGGED TABLE rate_limit (key text PRIMARY KEY, hits integer NOT NULL, resets_at timestamptz NOT NULL)`,
    );
    await db.query('CREATE INDEX rate_limit_resets_at_idx ON rate_limit (resets_at)');
  }
}
