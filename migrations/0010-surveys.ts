import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Asking, answering, scores: surveys and their versions, invitations, visits, answers with every revision, the decision ledger. */
export class Surveys1700000010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await this.createSurveys(db);
    await this.createInvitations(db);
    await this.createDecisions(db);
    await this.createAnswers(db);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = [
      'response_revision',
      'survey_response',
      'survey_click',
      'send_decision',
      'invitation',
      'survey_version',
      'survey',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
  }

  private async createSurveys(db: QueryRunner): Promise<void> {
    // public_key opens the survey without an invitation (shared link, QR code, widget): 128 random bits.
    await db.query(`
      CREATE TABLE survey (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        state text NOT NULL CONSTRAINT survey_state_check CHECK (state IN ('draft', 'active', 'paused', 'archived')),
        is_anonymous boolean NOT NULL,
        public_key text NOT NULL CONSTRAINT survey_public_key_key UNIQUE,
        current_version integer NOT NULL,
        settings jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        activated_at timestamptz
      )`);
    // A change of what is asked is a new row; answers keep theirs.
    await db.query(`
      CREATE TABLE survey_version (
        id uuid PRIMARY KEY,
        survey_id uuid NOT NULL CONSTRAINT survey_version_survey_fk REFERENCES survey (id) ON DELETE CASCADE,
        number integer NOT NULL,
        content jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT survey_version_number_key UNIQUE (survey_id, number)
      )`);
  }

  private async createInvitations(db: QueryRunner): Promise<void> {
    // One survey to one person (or one visit of a shared link). What happened is told by timestamps; NULL: not yet, or never.
    // Context is frozen when the invitation is made: the ticket lives on. address is cleared when it is no longer needed.
    await db.query(`
      CREATE TABLE invitation (
        id uuid PRIMARY KEY,
        survey_id uuid NOT NULL CONSTRAINT invitation_survey_fk REFERENCES survey (id) ON DELETE CASCADE,
        version_id uuid NOT NULL CONSTRAINT invitation_version_fk REFERENCES survey_version (id) ON DELETE CASCADE,
        candidate_key text NOT NULL,
        via text NOT NULL CONSTRAINT invitation_via_check CHECK (via IN ('mail', 'link', 'shared', 'template', 'widget')),
        customer_id uuid CONSTRAINT invitation_customer_fk REFERENCES customer (id) ON DELETE SET NULL,
        ticket_id uuid CONSTRAINT invitation_ticket_fk REFERENCES ticket (id) ON DELETE SET NULL,
        person text,
        address text,
        name text,
        locale text NOT NULL,
        channel text,
        product text,
        plan text,
        team text,
        agent text,
        stage text,
        tags text[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        due_at timestamptz,
        expires_at timestamptz NOT NULL,
        mail_id uuid,
        sent_at timestamptz,
        failed_at timestamptz,
        unknown_at timestamptz,
        bounced_at timestamptz,
        soft_bounces integer NOT NULL DEFAULT 0,
        reminder_due_at timestamptz,
        reminder_mail_id uuid,
        withdrawn_at timestamptz,
        withdrawn_reason text,
        answered_at timestamptz,
        CONSTRAINT invitation_candidate_key UNIQUE (survey_id, candidate_key)
      )`);
    await db.query('CREATE INDEX invitation_version_idx ON invitation (version_id)');
    await db.query('CREATE INDEX invitation_customer_idx ON invitation (customer_id)');
    await db.query('CREATE INDEX invitation_ticket_idx ON invitation (ticket_id)');
    // The cool-down looks for the last time a person was asked.
    await db.query('CREATE INDEX invitation_person_idx ON invitation (person, created_at)');
    await db.query(
      'CREATE INDEX invitation_due_idx ON invitation (due_at) WHERE mail_id IS NULL AND withdrawn_at IS NULL',
    );
    await db.query('CREATE INDEX invitation_mail_idx ON invitation (mail_id)');
    await db.query('CREATE INDEX invitation_sent_at_idx ON invitation (survey_id, sent_at)');
    await db.query('CREATE INDEX invitation_expires_at_idx ON invitation (expires_at) WHERE address IS NOT NULL');

    // Every request that used a link. Hashes are keyed and salted per invitation. Only the time around an answer is looked at.
    await db.query(`
      CREATE TABLE survey_click (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        invitation_id uuid NOT NULL CONSTRAINT survey_click_invitation_fk REFERENCES invitation (id) ON DELETE CASCADE,
        at timestamptz NOT NULL,
        kind text NOT NULL CONSTRAINT survey_click_kind_check CHECK (kind IN ('view', 'post', 'honeypot')),
        option_id text,
        network text NOT NULL,
        agent text NOT NULL,
        agent_class text NOT NULL,
        is_prefetch boolean NOT NULL,
        nonce_id text,
        level smallint
      )`);
    await db.query('CREATE INDEX survey_click_invitation_idx ON survey_click (invitation_id, at)');
    await db.query('CREATE INDEX survey_click_at_idx ON survey_click (at)');
  }

  private async createDecisions(db: QueryRunner): Promise<void> {
    // Everybody who might have been asked, with send or the reason why not; withdrawn_reason when a send came to nothing.
    await db.query(`
      CREATE TABLE send_decision (
        id uuid PRIMARY KEY,
        survey_id uuid NOT NULL CONSTRAINT send_decision_survey_fk REFERENCES survey (id) ON DELETE CASCADE,
        candidate_key text NOT NULL,
        trigger text NOT NULL,
        customer_id uuid CONSTRAINT send_decision_customer_fk REFERENCES customer (id) ON DELETE SET NULL,
        ticket_id uuid CONSTRAINT send_decision_ticket_fk REFERENCES ticket (id) ON DELETE SET NULL,
        invitation_id uuid CONSTRAINT send_decision_invitation_fk REFERENCES invitation (id) ON DELETE SET NULL,
        outcome text NOT NULL CONSTRAINT send_decision_outcome_check CHECK (outcome IN ('send', 'skip')),
        reason text,
        occurred_at timestamptz NOT NULL,
        decided_at timestamptz NOT NULL,
        due_at timestamptz,
        withdrawn_at timestamptz,
        withdrawn_reason text,
        CONSTRAINT send_decision_candidate_key UNIQUE (survey_id, candidate_key)
      )`);
    await db.query('CREATE INDEX send_decision_decided_at_idx ON send_decision (decided_at, id)');
    await db.query('CREATE INDEX send_decision_customer_idx ON send_decision (customer_id)');
    await db.query('CREATE INDEX send_decision_ticket_idx ON send_decision (ticket_id)');
    await db.query('CREATE INDEX send_decision_invitation_idx ON send_decision (invitation_id)');
  }

  private async createAnswers(db: QueryRunner): Promise<void> {
    // One current answer an invitation. An anonymous answer loses its invitation once it is settled. comment is masked; the
    // original lies with the feedback. submission: what is needed to judge the answer again when later visits come.
    await db.query(`
      CREATE TABLE survey_response (
        id uuid PRIMARY KEY,
        survey_id uuid NOT NULL CONSTRAINT survey_response_survey_fk REFERENCES survey (id) ON DELETE CASCADE,
        version_id uuid NOT NULL CONSTRAINT survey_response_version_fk REFERENCES survey_version (id) ON DELETE CASCADE,
        invitation_id uuid CONSTRAINT survey_response_invitation_fk REFERENCES invitation (id) ON DELETE CASCADE
          CONSTRAINT survey_response_invitation_key UNIQUE,
        status text NOT NULL CONSTRAINT survey_response_status_check
          CHECK (status IN ('provisional', 'confirmed', 'suspect', 'released', 'dismissed')),
        level smallint NOT NULL,
        suspicions text[] NOT NULL DEFAULT '{}',
        option_id text NOT NULL,
        score double precision NOT NULL,
        band text NOT NULL CONSTRAINT survey_response_band_check CHECK (band IN ('low', 'middle', 'high')),
        reasons text[] NOT NULL DEFAULT '{}',
        comment text,
        submission jsonb NOT NULL,
        network text NOT NULL,
        client text NOT NULL,
        revision integer NOT NULL,
        answered_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        judged_at timestamptz NOT NULL,
        hold_until timestamptz,
        editable_until timestamptz NOT NULL,
        counted_at timestamptz,
        reviewed_at timestamptz,
        via text NOT NULL,
        customer_id uuid CONSTRAINT survey_response_customer_fk REFERENCES customer (id) ON DELETE SET NULL,
        ticket_id uuid CONSTRAINT survey_response_ticket_fk REFERENCES ticket (id) ON DELETE SET NULL,
        locale text NOT NULL,
        channel text,
        product text,
        plan text,
        team text,
        agent text,
        stage text,
        tags text[] NOT NULL DEFAULT '{}'
      )`);
    await db.query('CREATE INDEX survey_response_answered_at_idx ON survey_response (survey_id, answered_at, id)');
    await db.query('CREATE INDEX survey_response_version_idx ON survey_response (version_id)');
    await db.query('CREATE INDEX survey_response_customer_idx ON survey_response (customer_id)');
    await db.query('CREATE INDEX survey_response_ticket_idx ON survey_response (ticket_id)');
    await db.query(
      `CREATE INDEX survey_response_hold_idx ON survey_response (hold_until) WHERE status = 'provisional'`,
    );
    await db.query('CREATE INDEX survey_response_changed_at_idx ON survey_response (changed_at)');
    await db.query(`
      CREATE TABLE response_revision (
        id uuid PRIMARY KEY,
        response_id uuid NOT NULL CONSTRAINT response_revision_response_fk REFERENCES survey_response (id) ON DELETE CASCADE,
        number integer NOT NULL,
        at timestamptz NOT NULL,
        cause text NOT NULL,
        option_id text NOT NULL,
        score double precision NOT NULL,
        reasons text[] NOT NULL DEFAULT '{}',
        comment text,
        level smallint NOT NULL,
        status text NOT NULL,
        suspicions text[] NOT NULL DEFAULT '{}',
        CONSTRAINT response_revision_number_key UNIQUE (response_id, number)
      )`);
  }
}
