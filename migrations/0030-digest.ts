import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Telling and closing the loop: teams, who gets what, frozen digests, deliveries, actions and what came of them. */
export class Digest1700000030000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE team (
        id uuid PRIMARY KEY,
        name text NOT NULL CONSTRAINT team_name_key UNIQUE,
        kind text NOT NULL CONSTRAINT team_kind_check CHECK (kind IN ('product', 'content', 'support')),
        time_zone text NOT NULL,
        send_weekday integer NOT NULL CONSTRAINT team_send_weekday_check CHECK (send_weekday BETWEEN 1 AND 7),
        send_hour integer NOT NULL CONSTRAINT team_send_hour_check CHECK (send_hour BETWEEN 4 AND 22),
        is_default_owner boolean NOT NULL DEFAULT false,
        when_quiet text NOT NULL DEFAULT 'send' CONSTRAINT team_when_quiet_check CHECK (when_quiet IN ('send', 'skip', 'combine')),
        created_at timestamptz NOT NULL,
        paused_at timestamptz
      )`);
    // What no rule claims goes to one team.
    await db.query(`CREATE UNIQUE INDEX team_default_owner_idx ON team (is_default_owner) WHERE is_default_owner`);
    await db.query(`
      CREATE TABLE team_recipient (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT team_recipient_team_fk REFERENCES team (id) ON DELETE CASCADE,
        email text NOT NULL,
        name text,
        created_at timestamptz NOT NULL,
        unsubscribed_at timestamptz,
        CONSTRAINT team_recipient_email_key UNIQUE (team_id, email)
      )`);
    // The address of a chat webhook is a secret: who knows it may write there. It is stored sealed.
    await db.query(`
      CREATE TABLE team_channel (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT team_channel_team_fk REFERENCES team (id) ON DELETE CASCADE,
        kind text NOT NULL CONSTRAINT team_channel_kind_check CHECK (kind IN ('slack', 'teams')),
        label text NOT NULL,
        url_sealed text NOT NULL,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz,
        disabled_reason text
      )`);
    await db.query(`CREATE INDEX team_channel_team_idx ON team_channel (team_id)`);
    await db.query(`
      CREATE TABLE routing_rule (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT routing_rule_team_fk REFERENCES team (id) ON DELETE CASCADE,
        filter jsonb NOT NULL,
        created_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE INDEX routing_rule_team_idx ON routing_rule (team_id)`);

    // Facts and document are frozen: a late ticket changes the next digest, never this one. A digest that is held was built but
    // not sent, since nothing was established and the team wants silence then.
    await db.query(`
      CREATE TABLE digest (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT digest_team_fk REFERENCES team (id) ON DELETE CASCADE,
        week text NOT NULL,
        facts jsonb NOT NULL,
        document jsonb NOT NULL,
        inputs_hash text NOT NULL,
        built_at timestamptz NOT NULL,
        held text CONSTRAINT digest_held_check CHECK (held IN ('skipped', 'combined')),
        CONSTRAINT digest_team_week_key UNIQUE (team_id, week)
      )`);
    // Mail goes through the outbox of the platform, which knows whether it was sent; this says that it was handed over, once.
    await db.query(`
      CREATE TABLE delivery (
        id uuid PRIMARY KEY,
        digest_id uuid NOT NULL CONSTRAINT delivery_digest_fk REFERENCES digest (id) ON DELETE CASCADE,
        channel text NOT NULL CONSTRAINT delivery_channel_check CHECK (channel IN ('mail', 'slack', 'teams', 'webhook')),
        recipient text NOT NULL,
        copy integer NOT NULL DEFAULT 1,
        state text NOT NULL CONSTRAINT delivery_state_check CHECK (state IN ('due', 'sending', 'handed_over', 'sent', 'failed', 'unknown')),
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        claimed_at timestamptz,
        finished_at timestamptz,
        last_error text,
        CONSTRAINT delivery_recipient_key UNIQUE (digest_id, channel, recipient, copy)
      )`);
    await db.query(`CREATE INDEX delivery_due_idx ON delivery (due_at) WHERE state IN ('due', 'sending')`);

    await db.query(`
      CREATE TABLE action (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT action_team_fk REFERENCES team (id) ON DELETE CASCADE,
        title text NOT NULL,
        theme_id uuid,
        gap_id uuid,
        status text NOT NULL CONSTRAINT action_status_check CHECK (status IN ('open', 'planned', 'in_progress', 'shipped', 'declined')),
        owner text,
        due_on date,
        outside_url text,
        decided_at timestamptz NOT NULL,
        shipped_at timestamptz,
        created_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE INDEX action_team_idx ON action (team_id)`);
    await db.query(`CREATE INDEX action_theme_idx ON action (theme_id)`);
    await db.query(`
      CREATE TABLE action_event (
        id uuid PRIMARY KEY,
        action_id uuid NOT NULL CONSTRAINT action_event_action_fk REFERENCES action (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        change jsonb NOT NULL,
        note text
      )`);
    await db.query(`CREATE INDEX action_event_action_idx ON action_event (action_id, at)`);
    await db.query(`
      CREATE TABLE effect (
        id uuid PRIMARY KEY,
        action_id uuid NOT NULL CONSTRAINT effect_action_fk REFERENCES action (id) ON DELETE CASCADE,
        shipped_at timestamptz NOT NULL,
        weeks integer NOT NULL,
        verdict text NOT NULL,
        observed integer NOT NULL,
        expected double precision NOT NULL,
        ratio double precision,
        low double precision,
        high double precision,
        read_at timestamptz NOT NULL,
        CONSTRAINT effect_action_weeks_key UNIQUE (action_id, shipped_at, weeks)
      )`);
    await db.query(`
      CREATE TABLE digest_answer (
        id uuid PRIMARY KEY,
        digest_id uuid NOT NULL CONSTRAINT digest_answer_digest_fk REFERENCES digest (id) ON DELETE CASCADE,
        item_key text NOT NULL,
        reader text NOT NULL,
        answer text NOT NULL CONSTRAINT digest_answer_answer_check CHECK (answer IN ('accept', 'dismiss', 'useful', 'not-useful')),
        reason text,
        at timestamptz NOT NULL,
        CONSTRAINT digest_answer_reader_key UNIQUE (digest_id, item_key, reader, answer)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = [
      'digest_answer',
      'effect',
      'action_event',
      'action',
      'delivery',
      'digest',
      'routing_rule',
      'team_channel',
      'team_recipient',
      'team',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
  }
}
