import type { MigrationInterface, QueryRunner } from 'typeorm';

/** After the digest: issues in trackers, weekly reviews, and telling customers what became of what they said. */
export class Loop1700000031000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // Token and secret are sealed. A removed tracker stays, so that issues made through it keep their origin.
    await db.query(`
      CREATE TABLE tracker (
        id uuid PRIMARY KEY,
        kind text NOT NULL CONSTRAINT tracker_kind_check CHECK (kind IN ('github', 'gitlab')),
        label text NOT NULL,
        api_url text NOT NULL,
        project text NOT NULL,
        token_sealed text NOT NULL,
        secret_sealed text NOT NULL,
        created_at timestamptz NOT NULL,
        removed_at timestamptz
      )`);
    // One issue an action. "creating" is a claim: who finds an old one cannot know whether the issue exists. Status NULL: not told yet.
    await db.query(`
      CREATE TABLE outside_issue (
        action_id uuid PRIMARY KEY CONSTRAINT outside_issue_action_fk REFERENCES action (id) ON DELETE CASCADE,
        tracker_id uuid CONSTRAINT outside_issue_tracker_fk REFERENCES tracker (id) ON DELETE SET NULL,
        state text NOT NULL CONSTRAINT outside_issue_state_check CHECK (state IN ('creating', 'linked', 'unknown')),
        status text CONSTRAINT outside_issue_status_check CHECK (status IN ('open', 'closed')),
        status_at timestamptz,
        claimed_at timestamptz NOT NULL
      )`);
    await db.query(`CREATE INDEX outside_issue_tracker_idx ON outside_issue (tracker_id)`);
    await db.query(`CREATE INDEX action_outside_url_idx ON action (outside_url)`);

    await db.query(`
      CREATE TABLE review (
        id uuid PRIMARY KEY,
        team_id uuid NOT NULL CONSTRAINT review_team_fk REFERENCES team (id) ON DELETE CASCADE,
        digest_id uuid CONSTRAINT review_digest_fk REFERENCES digest (id) ON DELETE SET NULL,
        started_by text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz
      )`);
    await db.query(`CREATE INDEX review_team_idx ON review (team_id, started_at)`);
    await db.query(`CREATE INDEX review_digest_idx ON review (digest_id)`);
    await db.query(`
      CREATE TABLE review_decision (
        id uuid PRIMARY KEY,
        review_id uuid NOT NULL CONSTRAINT review_decision_review_fk REFERENCES review (id) ON DELETE CASCADE,
        item_key text NOT NULL,
        title text NOT NULL,
        decision text NOT NULL,
        owner text,
        due_on date,
        note text,
        actor text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT review_decision_item_key UNIQUE (review_id, item_key)
      )`);

    // Customers are told once about an action: one notice for each.
    await db.query(`
      CREATE TABLE customer_notice (
        id uuid PRIMARY KEY,
        action_id uuid NOT NULL CONSTRAINT customer_notice_action_fk REFERENCES action (id) ON DELETE CASCADE,
        subject text NOT NULL,
        body text NOT NULL,
        state text NOT NULL CONSTRAINT customer_notice_state_check CHECK (state IN ('draft', 'approved')),
        is_public boolean NOT NULL DEFAULT false,
        drafted_by text NOT NULL,
        created_at timestamptz NOT NULL,
        approved_by text,
        approved_at timestamptz,
        CONSTRAINT customer_notice_action_key UNIQUE (action_id)
      )`);
    // "person" is the keyed hash of the mail address: two customers with one address are one person. NULL: no address is known.
    await db.query(`
      CREATE TABLE customer_notice_recipient (
        notice_id uuid NOT NULL CONSTRAINT customer_notice_recipient_notice_fk REFERENCES customer_notice (id) ON DELETE CASCADE,
        customer_id uuid NOT NULL CONSTRAINT customer_notice_recipient_customer_fk REFERENCES customer (id) ON DELETE CASCADE,
        person text,
        contacts integer NOT NULL,
        ticket_id uuid,
        left_out text,
        mail_id uuid,
        told_at timestamptz,
        CONSTRAINT customer_notice_recipient_pkey PRIMARY KEY (notice_id, customer_id)
      )`);
    await db.query(`CREATE INDEX customer_notice_recipient_customer_idx ON customer_notice_recipient (customer_id)`);
    // The cool-down asks when a person was last told anything.
    await db.query(`CREATE INDEX customer_notice_recipient_person_idx ON customer_notice_recipient (person, told_at)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`DROP INDEX action_outside_url_idx`);
    const tables = [
      'customer_notice_recipient',
      'customer_notice',
      'review_decision',
      'review',
      'outside_issue',
      'tracker',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
  }
}
