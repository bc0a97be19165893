import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The life of an alert, who ended it and why each team owns it; replays of an operator's own history; all articles that come
 * near a theme.
 */
export class AlertMoments1700000084000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      `ALTER TABLE alert ADD COLUMN resolved_by text, ADD COLUMN resolved_reason text, ADD COLUMN owner_reasons text[],
         ADD COLUMN news_observed double precision`,
    );
    await db.query('UPDATE alert SET news_observed = observed');
    await db.query(`
      CREATE TABLE alert_moment (
        id uuid PRIMARY KEY,
        alert_id uuid NOT NULL CONSTRAINT alert_moment_alert_fk REFERENCES alert (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        what text NOT NULL CONSTRAINT alert_moment_what_check
          CHECK (what IN ('raised', 'grew', 'told', 'snoozed', 'woken', 'judged', 'resolved', 'reopened')),
        by text,
        note text
      )`);
    await db.query('CREATE INDEX alert_moment_alert_idx ON alert_moment (alert_id, at)');
    await db.query(
      `INSERT INTO alert_moment (id, alert_id, at, what, note) SELECT gen_random_uuid(), id, raised_at, 'raised', sentence FROM alert
       UNION ALL SELECT gen_random_uuid(), id, resolved_at, 'resolved', NULL FROM alert WHERE resolved_at IS NOT NULL`,
    );
    await db.query(`
      CREATE TABLE alert_rehearsal (
        id uuid PRIMARY KEY,
        state text NOT NULL CONSTRAINT alert_rehearsal_state_check CHECK (state IN ('waiting', 'running', 'done', 'too-short', 'failed')),
        asked_at timestamptz NOT NULL,
        asked_by text NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        first_day date,
        days integer,
        days_done integer NOT NULL DEFAULT 0,
        messages integer,
        reason text,
        weeks jsonb NOT NULL DEFAULT '[]',
        events jsonb NOT NULL DEFAULT '[]'
      )`);
    await db.query('CREATE INDEX alert_rehearsal_asked_at_idx ON alert_rehearsal (asked_at)');
    await db.query(`ALTER TABLE kb_gap ADD COLUMN articles jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE kb_gap DROP COLUMN articles');
    await db.query('DROP TABLE alert_rehearsal');
    await db.query('DROP TABLE alert_moment');
    await db.query(
      'ALTER TABLE alert DROP COLUMN resolved_by, DROP COLUMN resolved_reason, DROP COLUMN owner_reasons, DROP COLUMN news_observed',
    );
  }
}
