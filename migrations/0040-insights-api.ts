import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people set and decide about insights: calendar and costs, supplied counts, goals, alerts, the life of gaps. */
export class InsightsApi1700000040000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await settings(db);
    await goals(db);
    await alerts(db);
    await gapLife(db);
    // Satisfaction is counted by the day of the answer.
    await db.query(`CREATE INDEX ticket_csat_at_idx ON ticket (csat_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX ticket_csat_at_idx`);
    const columns =
      'state, state_at, state_by, state_reason, state_weekly, type, because, is_hint, weekly, avoidable, figures_at, written_article_id';
    for (const column of columns.split(', ')) await db.query(`ALTER TABLE kb_gap DROP COLUMN ${column}`);
    for (const table of ['alert_look', 'alert_member', 'alert', 'goal', 'supplied_count', 'insight_setting'])
      await db.query(`DROP TABLE ${table}`);
  }
}

async function settings(db: QueryRunner): Promise<void> {
  // One row. What is NULL has not been said, and numbers that need it are unknown.
  await db.query(`
    CREATE TABLE insight_setting (
      id integer PRIMARY KEY CONSTRAINT insight_setting_single_check CHECK (id = 1),
      calendar jsonb,
      hourly_cost double precision,
      currency text,
      priority_weights jsonb,
      quiet_hours jsonb,
      updated_at timestamptz NOT NULL,
      updated_by text NOT NULL
    )`);
  // What the tickets do not say: customers on a day, visits of the help centre on a day.
  await db.query(`
    CREATE TABLE supplied_count (
      kind text NOT NULL CONSTRAINT supplied_count_kind_check CHECK (kind IN ('customers', 'sessions', 'sessions-with-contact')),
      day date NOT NULL,
      value integer NOT NULL,
      PRIMARY KEY (kind, day)
    )`);
}

async function goals(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE goal (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      kpi text NOT NULL,
      target double precision NOT NULL,
      direction text NOT NULL CONSTRAINT goal_direction_check CHECK (direction IN ('at least', 'at most')),
      by timestamptz NOT NULL,
      window_days integer NOT NULL,
      filter jsonb NOT NULL DEFAULT '{}',
      created_at timestamptz NOT NULL,
      created_by text NOT NULL,
      ended_at timestamptz
    )`);
}

async function alerts(db: QueryRunner): Promise<void> {
  // One row an event. It grows while evidence comes in and resolves when none does; theme NULL: a burst in no theme.
  await db.query(`
    CREATE TABLE alert (
      id uuid PRIMARY KEY,
      theme_id uuid CONSTRAINT alert_theme_fk REFERENCES theme (id),
      measure text NOT NULL CONSTRAINT alert_measure_check CHECK (measure IN ('contacts', 'negative', 'csat')),
      kind text NOT NULL CONSTRAINT alert_kind_check CHECK (kind IN ('spike', 'rise', 'new', 'fall', 'quiet', 'back')),
      title text NOT NULL,
      sentence text NOT NULL,
      window_from timestamptz NOT NULL,
      window_to timestamptz NOT NULL,
      observed double precision NOT NULL,
      expected double precision NOT NULL,
      usual_low double precision NOT NULL,
      usual_high double precision NOT NULL,
      n integer NOT NULL,
      history integer NOT NULL,
      q double precision NOT NULL,
      days text[] NOT NULL,
      raised_at timestamptz NOT NULL,
      grew_at timestamptz NOT NULL,
      resolved_at timestamptz,
      snoozed_until timestamptz,
      snoozed_by text,
      version integer NOT NULL DEFAULT 1,
      owners uuid[],
      told_version integer NOT NULL DEFAULT 0,
      told_at timestamptz
    )`);
  await db.query(`CREATE INDEX alert_raised_at_idx ON alert (raised_at, id)`);
  await db.query(`CREATE INDEX alert_theme_idx ON alert (theme_id)`);
  await db.query(`
    CREATE TABLE alert_member (
      alert_id uuid NOT NULL CONSTRAINT alert_member_alert_fk REFERENCES alert (id) ON DELETE CASCADE,
      feedback_id uuid NOT NULL CONSTRAINT alert_member_feedback_fk REFERENCES feedback (id) ON DELETE CASCADE,
      PRIMARY KEY (alert_id, feedback_id)
    )`);
  // Weekly comparisons are made once a week, after its last day.
  await db.query(`CREATE TABLE alert_look (week text PRIMARY KEY, looked_at timestamptz NOT NULL)`);
  await db.query(`CREATE INDEX alert_member_feedback_idx ON alert_member (feedback_id)`);
}

async function gapLife(db: QueryRunner): Promise<void> {
  // A person's decision outlives every new judgement; state_weekly is what came in a week when it was taken.
  await db.query(`
    ALTER TABLE kb_gap
      ADD COLUMN state text NOT NULL DEFAULT 'proposed' CONSTRAINT kb_gap_state_check CHECK (state IN ('proposed', 'accepted', 'written', 'dismissed')),
      ADD COLUMN state_at timestamptz,
      ADD COLUMN state_by text,
      ADD COLUMN state_reason text,
      ADD COLUMN state_weekly double precision,
      ADD COLUMN type text,
      ADD COLUMN because text,
      ADD COLUMN is_hint boolean NOT NULL DEFAULT false,
      ADD COLUMN weekly double precision,
      ADD COLUMN avoidable jsonb,
      ADD COLUMN figures_at timestamptz,
      ADD COLUMN written_article_id uuid CONSTRAINT kb_gap_written_article_fk REFERENCES kb_article (id) ON DELETE SET NULL`);
  await db.query(`CREATE INDEX kb_gap_written_article_idx ON kb_gap (written_article_id)`);
}
