import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What customers said, wherever it was said: customers, tickets, feedback, statements, imports, help articles. */
export class Ingest1700000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // A customer is known by the source's id; name and address lie apart so that most queries cannot touch them.
    await db.query(`
      CREATE TABLE customer (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        external_id text NOT NULL,
        plan text,
        language text,
        time_zone text,
        created_at timestamptz NOT NULL,
        CONSTRAINT customer_source_external_id_key UNIQUE (source, external_id)
      )`);
    await db.query(`
      CREATE TABLE customer_profile (
        customer_id uuid PRIMARY KEY CONSTRAINT customer_profile_customer_fk REFERENCES customer (id) ON DELETE CASCADE,
        name text,
        email text,
        phone text
      )`);
    await db.query(`CREATE INDEX customer_profile_email_idx ON customer_profile (lower(email))`);

    // Timestamps are the source's own; NULL means it has not happened or the source does not say.
    await db.query(`
      CREATE TABLE ticket (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        external_id text NOT NULL,
        customer_id uuid CONSTRAINT ticket_customer_fk REFERENCES customer (id) ON DELETE SET NULL,
        subject text,
        url text,
        channel text,
        product text,
        plan text,
        language text,
        stage text,
        tags text[] NOT NULL DEFAULT '{}',
        status text NOT NULL DEFAULT 'open' CONSTRAINT ticket_status_check CHECK (status IN ('open', 'pending', 'solved', 'closed', 'merged', 'spam')),
        priority text,
        agent text,
        team text,
        created_at timestamptz NOT NULL,
        first_reply_at timestamptz,
        reply_times timestamptz[] NOT NULL DEFAULT '{}',
        solved_at timestamptz,
        reopened_times timestamptz[] NOT NULL DEFAULT '{}',
        escalated_at timestamptz,
        handle_seconds integer,
        csat_score integer,
        csat_scale integer,
        csat_at timestamptz,
        merged_into text,
        source_updated_at timestamptz NOT NULL,
        deleted_at timestamptz,
        CONSTRAINT ticket_source_external_id_key UNIQUE (source, external_id)
      )`);
    await db.query(`CREATE INDEX ticket_created_at_idx ON ticket (created_at, id)`);
    await db.query(`CREATE INDEX ticket_solved_at_idx ON ticket (solved_at)`);
    await db.query(`CREATE INDEX ticket_customer_idx ON ticket (customer_id)`);

    // One customer-written public text. "original" is kept as evidence, "masked" is all that anybody is shown.
    await db.query(`
      CREATE TABLE feedback (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        external_id text NOT NULL,
        kind text NOT NULL CONSTRAINT feedback_kind_check CHECK (kind IN ('ticket_message', 'survey_comment', 'review', 'note', 'other')),
        ticket_id uuid CONSTRAINT feedback_ticket_fk REFERENCES ticket (id) ON DELETE CASCADE,
        customer_id uuid CONSTRAINT feedback_customer_fk REFERENCES customer (id) ON DELETE SET NULL,
        occurred_at timestamptz NOT NULL,
        channel text,
        product text,
        plan text,
        language text,
        stage text,
        tags text[] NOT NULL DEFAULT '{}',
        score double precision,
        score_scale integer,
        original text NOT NULL,
        masked text NOT NULL,
        content_hash text NOT NULL,
        duplicate_of uuid CONSTRAINT feedback_duplicate_fk REFERENCES feedback (id) ON DELETE SET NULL,
        source_updated_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        deleted_at timestamptz,
        CONSTRAINT feedback_source_external_id_key UNIQUE (source, external_id)
      )`);
    await db.query(`CREATE INDEX feedback_occurred_at_idx ON feedback (occurred_at, id)`);
    await db.query(`CREATE INDEX feedback_ticket_idx ON feedback (ticket_id)`);
    await db.query(`CREATE INDEX feedback_customer_idx ON feedback (customer_id)`);
    await db.query(`CREATE INDEX feedback_duplicate_idx ON feedback (duplicate_of)`);
    // The same customer saying the same again is looked up by this.
    await db.query(`CREATE INDEX feedback_content_hash_idx ON feedback (content_hash)`);

    // The mined unit. Position 0 is the whole message; later positions are sentences that may raise a further issue.
    await db.query(`
      CREATE TABLE statement (
        id uuid PRIMARY KEY,
        feedback_id uuid NOT NULL CONSTRAINT statement_feedback_fk REFERENCES feedback (id) ON DELETE CASCADE,
        position integer NOT NULL,
        text text NOT NULL,
        CONSTRAINT statement_feedback_position_key UNIQUE (feedback_id, position)
      )`);

    await db.query(`
      CREATE TABLE import_batch (
        id uuid PRIMARY KEY,
        kind text NOT NULL CONSTRAINT import_batch_kind_check CHECK (kind IN ('tickets', 'articles')),
        file_name text NOT NULL,
        file_hash text NOT NULL,
        source text NOT NULL,
        mapping jsonb NOT NULL,
        state text NOT NULL CONSTRAINT import_batch_state_check CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        next_line integer NOT NULL,
        imported integer NOT NULL,
        unchanged integer NOT NULL,
        refused integer NOT NULL,
        reason text,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT import_batch_file_key UNIQUE (source, file_hash)
      )`);
    await db.query(`
      CREATE TABLE import_error (
        id uuid PRIMARY KEY,
        batch_id uuid NOT NULL CONSTRAINT import_error_batch_fk REFERENCES import_batch (id) ON DELETE CASCADE,
        line integer NOT NULL,
        reason text NOT NULL,
        CONSTRAINT import_error_batch_line_key UNIQUE (batch_id, line)
      )`);

    await db.query(`
      CREATE TABLE kb_article (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        external_id text NOT NULL,
        title text NOT NULL,
        body text NOT NULL,
        locale text,
        url text,
        published_at timestamptz,
        source_updated_at timestamptz NOT NULL,
        content_hash text NOT NULL,
        deleted_at timestamptz,
        CONSTRAINT kb_article_source_external_id_key UNIQUE (source, external_id)
      )`);
    // 160 words with an overlap of 30, prefixed with title and heading path; position 0 is the title alone.
    await db.query(`
      CREATE TABLE kb_chunk (
        id uuid PRIMARY KEY,
        article_id uuid NOT NULL CONSTRAINT kb_chunk_article_fk REFERENCES kb_article (id) ON DELETE CASCADE,
        position integer NOT NULL,
        text text NOT NULL,
        CONSTRAINT kb_chunk_article_position_key UNIQUE (article_id, position)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = [
      'kb_chunk',
      'kb_article',
      'import_error',
      'import_batch',
      'statement',
      'feedback',
      'ticket',
      'customer_profile',
      'customer',
    ];
    for (const table of tables) await db.query(`DROP TABLE ${table}`);
  }
}
