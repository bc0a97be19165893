import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is derived from statements: vectors, readings, search words, themes and their history, help-centre gaps. */
export class Insights1700000020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await announcements(db);
    await vectors(db);
    await readings(db);
    await search(db);
    await runs(db);
    await themes(db);
    await membership(db);
    await curation(db);
    await gaps(db);
  }

  async down(db: QueryRunner): Promise<void> {
    const tables = `kb_gap theme_proposal theme_constraint theme_event theme_assignment theme theme_area mining_run search_term
      search_document statement_reading embedding_failure chunk_embedding embedding encoder`;
    for (const table of tables.split(/\s+/)) await db.query(`DROP TABLE ${table}`);
    await db.query('DROP TRIGGER statement_added ON statement');
    await db.query('DROP FUNCTION announce_statement');
  }
}

/** Tells workers that there is something to read, once a transaction, when it commits. */
async function announcements(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE FUNCTION announce_statement() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('statement_added', ''); RETURN NULL; END $$`);
  await db.query(
    `CREATE TRIGGER statement_added AFTER INSERT ON statement FOR EACH STATEMENT EXECUTE FUNCTION announce_statement()`,
  );
}

async function vectors(db: QueryRunner): Promise<void> {
  // A fingerprint names weights, pooling, number format and length: vectors of two encoders are never compared. Languages
  // NULL: it reads all.
  await db.query(`
    CREATE TABLE encoder (
      id integer PRIMARY KEY,
      fingerprint text NOT NULL CONSTRAINT encoder_fingerprint_key UNIQUE,
      name text NOT NULL,
      dimensions integer NOT NULL,
      languages text[],
      state text NOT NULL CONSTRAINT encoder_state_check CHECK (state IN ('preparing', 'serving', 'retired')),
      first_seen_at timestamptz NOT NULL
    )`);
  await db.query(`CREATE UNIQUE INDEX encoder_serving_idx ON encoder (state) WHERE state = 'serving'`);
  // Float32, little-endian. A changed text is a new statement or chunk, so its old vector goes with the old row.
  await db.query(`
    CREATE TABLE embedding (
      encoder_id integer NOT NULL CONSTRAINT embedding_encoder_fk REFERENCES encoder (id),
      statement_id uuid NOT NULL CONSTRAINT embedding_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      vector bytea NOT NULL,
      position bigserial NOT NULL,
      PRIMARY KEY (encoder_id, statement_id)
    )`);
  // In the order in which they were stored: what search has not loaded yet is what lies after a position.
  await db.query(`CREATE INDEX embedding_position_idx ON embedding (encoder_id, position)`);
  await db.query(`CREATE INDEX embedding_statement_idx ON embedding (statement_id)`);
  await db.query(`
    CREATE TABLE chunk_embedding (
      encoder_id integer NOT NULL CONSTRAINT chunk_embedding_encoder_fk REFERENCES encoder (id),
      chunk_id uuid NOT NULL CONSTRAINT chunk_embedding_chunk_fk REFERENCES kb_chunk (id) ON DELETE CASCADE,
      vector bytea NOT NULL,
      PRIMARY KEY (encoder_id, chunk_id)
    )`);
  await db.query(`CREATE INDEX chunk_embedding_chunk_idx ON chunk_embedding (chunk_id)`);
}

async function readings(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE embedding_failure (
      encoder_id integer NOT NULL CONSTRAINT embedding_failure_encoder_fk REFERENCES encoder (id),
      statement_id uuid NOT NULL CONSTRAINT embedding_failure_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      attempts integer NOT NULL,
      next_attempt_at timestamptz NOT NULL,
      reason text NOT NULL,
      PRIMARY KEY (encoder_id, statement_id)
    )`);
  await db.query(`CREATE INDEX embedding_failure_statement_idx ON embedding_failure (statement_id)`);
  // What the heads on the vector say; an encoder without a sentiment head leaves the three NULL. "corrected" is a person's word on the sentiment and survives a new encoder.
  await db.query(`
    CREATE TABLE statement_reading (
      statement_id uuid PRIMARY KEY CONSTRAINT statement_reading_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      encoder_id integer NOT NULL CONSTRAINT statement_reading_encoder_fk REFERENCES encoder (id),
      issue real NOT NULL,
      negative real,
      neutral real,
      positive real,
      corrected text CONSTRAINT statement_reading_corrected_check CHECK (corrected IN ('negative', 'neutral', 'positive')),
      corrected_by text,
      corrected_at timestamptz
    )`);
  await db.query(`CREATE INDEX statement_reading_encoder_idx ON statement_reading (encoder_id)`);
}

async function search(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE search_document (
      statement_id uuid PRIMARY KEY CONSTRAINT search_document_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      words tsvector NOT NULL
    )`);
  await db.query(`CREATE INDEX search_document_words_idx ON search_document USING gin (words)`);
  // In how many documents a word stands, counted now and then: the weight of a word in a ranking.
  await db.query(`CREATE TABLE search_term (term text PRIMARY KEY, documents integer NOT NULL)`);
}

async function runs(db: QueryRunner): Promise<void> {
  // One fit of the themes. "stability" is the share of statements in this and the run before that kept their theme.
  await db.query(`
    CREATE TABLE mining_run (
      id uuid PRIMARY KEY,
      position bigserial NOT NULL,
      kind text NOT NULL CONSTRAINT mining_run_kind_check CHECK (kind IN ('first', 'weekly', 'grown', 'encoder')),
      state text NOT NULL CONSTRAINT mining_run_state_check CHECK (state IN ('running', 'done', 'failed')),
      started_at timestamptz NOT NULL,
      finished_at timestamptz,
      encoder_id integer NOT NULL CONSTRAINT mining_run_encoder_fk REFERENCES encoder (id),
      window_from timestamptz NOT NULL,
      window_to timestamptz NOT NULL,
      settings jsonb NOT NULL,
      seed integer NOT NULL,
      inputs_hash text,
      counts jsonb NOT NULL DEFAULT '{}',
      stability double precision,
      reason text
    )`);
  await db.query(`CREATE INDEX mining_run_position_idx ON mining_run (position)`);
  await db.query(`CREATE INDEX mining_run_encoder_idx ON mining_run (encoder_id)`);
  await db.query(`
    CREATE TABLE theme_area (
      id uuid PRIMARY KEY,
      label text NOT NULL,
      named_by text NOT NULL CONSTRAINT theme_area_named_by_check CHECK (named_by IN ('engine', 'person')),
      created_at timestamptz NOT NULL
    )`);
}

async function themes(db: QueryRunner): Promise<void> {
  // A merged theme keeps its row, centroid and assignments and points to another one (merged_into); root_id is the end of
  // that chain, itself when not merged. So a merge is a link, and taking it back restores exactly what was.
  await db.query(`
    CREATE TABLE theme (
      id uuid PRIMARY KEY,
      root_id uuid NOT NULL CONSTRAINT theme_root_fk REFERENCES theme (id) DEFERRABLE INITIALLY DEFERRED,
      merged_into uuid CONSTRAINT theme_merged_into_fk REFERENCES theme (id),
      area_id uuid CONSTRAINT theme_area_fk REFERENCES theme_area (id) ON DELETE SET NULL,
      state text NOT NULL CONSTRAINT theme_state_check CHECK (state IN ('emerging', 'active', 'dormant', 'retired')),
      label text NOT NULL,
      subtitle text,
      keywords text[] NOT NULL DEFAULT '{}',
      suggested_label text,
      named_by text NOT NULL CONSTRAINT theme_named_by_check CHECK (named_by IN ('engine', 'model', 'tag', 'person')),
      description text,
      summary text,
      origin text NOT NULL CONSTRAINT theme_origin_check CHECK (origin IN ('engine', 'person', 'tag')),
      pinned boolean NOT NULL DEFAULT false,
      not_an_issue boolean NOT NULL DEFAULT false,
      encoder_id integer CONSTRAINT theme_encoder_fk REFERENCES encoder (id),
      centroid bytea,
      created_at timestamptz NOT NULL,
      first_seen timestamptz,
      last_seen timestamptz
    )`);
  await db.query(`CREATE INDEX theme_root_idx ON theme (root_id)`);
  await db.query(`CREATE INDEX theme_merged_into_idx ON theme (merged_into)`);
  await db.query(`CREATE INDEX theme_area_idx ON theme (area_id)`);
  await db.query(`CREATE INDEX theme_encoder_idx ON theme (encoder_id)`);
}

async function membership(db: QueryRunner): Promise<void> {
  // One row per mined statement; theme_id NULL is the unassigned pool, or by a person: belongs to no theme.
  await db.query(`
    CREATE TABLE theme_assignment (
      statement_id uuid PRIMARY KEY CONSTRAINT theme_assignment_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      theme_id uuid CONSTRAINT theme_assignment_theme_fk REFERENCES theme (id),
      similarity real,
      source text NOT NULL CONSTRAINT theme_assignment_source_check CHECK (source IN ('engine', 'person')),
      at timestamptz NOT NULL
    )`);
  await db.query(`CREATE INDEX theme_assignment_theme_idx ON theme_assignment (theme_id, similarity)`);
  // Lineage: what became of a theme, when, why, by whom. Only ever added to.
  await db.query(`
    CREATE TABLE theme_event (
      id uuid PRIMARY KEY,
      theme_id uuid NOT NULL CONSTRAINT theme_event_theme_fk REFERENCES theme (id),
      position bigserial NOT NULL,
      kind text NOT NULL CONSTRAINT theme_event_kind_check CHECK (kind IN ('born', 'grown', 'merged', 'unmerged', 'split', 'renamed',
        'described', 'moved', 'established', 'dormant', 'revived', 'retired', 'pinned', 'unpinned', 'silenced', 'unsilenced', 'kept-apart', 'let-together',
        'proposed', 'rebuilt')),
      at timestamptz NOT NULL,
      cause text NOT NULL CONSTRAINT theme_event_cause_check CHECK (cause IN ('engine', 'person')),
      actor text NOT NULL,
      run_id uuid CONSTRAINT theme_event_run_fk REFERENCES mining_run (id),
      detail jsonb NOT NULL DEFAULT '{}'
    )`);
  await db.query(`CREATE INDEX theme_event_theme_idx ON theme_event (theme_id, position)`);
  await db.query(`CREATE INDEX theme_event_run_idx ON theme_event (run_id)`);
}

async function curation(db: QueryRunner): Promise<void> {
  // What people have said and no fit may undo: two themes that must never merge, a feedback that belongs to a theme (or to
  // none, theme_id NULL). Kept by feedback, so that it outlives a corrected typo.
  await db.query(`
    CREATE TABLE theme_constraint (
      id uuid PRIMARY KEY,
      kind text NOT NULL CONSTRAINT theme_constraint_kind_check CHECK (kind IN ('never-merge', 'belongs')),
      theme_id uuid CONSTRAINT theme_constraint_theme_fk REFERENCES theme (id),
      other_theme_id uuid CONSTRAINT theme_constraint_other_fk REFERENCES theme (id),
      feedback_id uuid CONSTRAINT theme_constraint_feedback_fk REFERENCES feedback (id) ON DELETE CASCADE,
      actor text NOT NULL,
      created_at timestamptz NOT NULL,
      CONSTRAINT theme_constraint_pair_key UNIQUE (theme_id, other_theme_id),
      CONSTRAINT theme_constraint_feedback_key UNIQUE (feedback_id)
    )`);
  await db.query(`CREATE INDEX theme_constraint_other_idx ON theme_constraint (other_theme_id)`);
  // What the engine would do and may not: people decide.
  await db.query(`
    CREATE TABLE theme_proposal (
      id uuid PRIMARY KEY,
      kind text NOT NULL CONSTRAINT theme_proposal_kind_check CHECK (kind IN ('merge', 'split')),
      theme_id uuid NOT NULL CONSTRAINT theme_proposal_theme_fk REFERENCES theme (id),
      other_theme_id uuid CONSTRAINT theme_proposal_other_fk REFERENCES theme (id),
      similarity real NOT NULL,
      evidence jsonb NOT NULL DEFAULT '{}',
      state text NOT NULL CONSTRAINT theme_proposal_state_check CHECK (state IN ('open', 'accepted', 'dismissed', 'expired')),
      run_id uuid NOT NULL CONSTRAINT theme_proposal_run_fk REFERENCES mining_run (id),
      created_at timestamptz NOT NULL,
      decided_at timestamptz,
      decided_by text
    )`);
  await db.query(`CREATE INDEX theme_proposal_theme_idx ON theme_proposal (theme_id)`);
  await db.query(`CREATE INDEX theme_proposal_other_idx ON theme_proposal (other_theme_id)`);
  await db.query(`CREATE INDEX theme_proposal_run_idx ON theme_proposal (run_id)`);
}

async function gaps(db: QueryRunner): Promise<void> {
  // How well the help centre answers a theme; verdict "none" means that it does. Best article NULL: there are no articles.
  await db.query(`
    CREATE TABLE kb_gap (
      id uuid PRIMARY KEY,
      theme_id uuid NOT NULL CONSTRAINT kb_gap_theme_key UNIQUE CONSTRAINT kb_gap_theme_fk REFERENCES theme (id),
      verdict text NOT NULL CONSTRAINT kb_gap_verdict_check CHECK (verdict IN ('likely', 'possible', 'none', 'unknown')),
      rule text NOT NULL CONSTRAINT kb_gap_rule_check CHECK (rule IN ('theme', 'messages', 'none')),
      probability double precision,
      priority double precision,
      messages integer NOT NULL,
      article_id uuid CONSTRAINT kb_gap_article_fk REFERENCES kb_article (id) ON DELETE SET NULL,
      article_cosine double precision,
      missing_words text[] NOT NULL DEFAULT '{}',
      evidence jsonb NOT NULL DEFAULT '{}',
      inputs_hash text NOT NULL,
      computed_at timestamptz NOT NULL
    )`);
  await db.query(`CREATE INDEX kb_gap_article_idx ON kb_gap (article_id)`);
}
