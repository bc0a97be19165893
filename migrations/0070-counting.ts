import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What figures are counted from: one narrow row per statement, so that nobody reads texts to count them. Triggers keep it in
 * the transaction that changes a message or an assignment, whoever does it; a count is never behind what it counts.
 */
export class Counting1700000070000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await table(db);
    await keptWithStatements(db);
    await keptWithFeedback(db);
    await keptWithAssignments(db);
    // Few tickets do not count or are open: they are looked up, not the many.
    await db.query(
      `CREATE INDEX ticket_uncounted_idx ON ticket (id) WHERE deleted_at IS NOT NULL OR status IN ('spam', 'merged')`,
    );
    await db.query(`CREATE INDEX ticket_open_idx ON ticket (created_at) WHERE status IN ('open', 'pending')`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX ticket_open_idx');
    await db.query('DROP INDEX ticket_uncounted_idx');
    for (const event of ['added', 'changed', 'removed']) {
      await db.query(`DROP TRIGGER counting_assignment_${event} ON theme_assignment`);
    }
    await db.query('DROP TRIGGER counting_feedback_changed ON feedback');
    await db.query('DROP TRIGGER counting_statement_added ON statement');
    for (const name of ['assignment', 'unassignment', 'feedback', 'statement'])
      await db.query(`DROP FUNCTION count_${name}`);
    await db.query('DROP TABLE statement_fact');
  }
}

/** Columns that come from the feedback, and where from. */
const FROM_FEEDBACK = {
  ticket_id: 'f.ticket_id',
  contact: 'coalesce(f.ticket_id, f.id)',
  person: 'coalesce(f.customer_id, f.ticket_id, f.id)',
  occurred_at: 'f.occurred_at',
  product: 'f.product',
  channel: 'f.channel',
  plan: 'f.plan',
  language: 'f.language',
  stage: 'f.stage',
  tags: 'f.tags',
  deleted: 'f.deleted_at IS NOT NULL',
};
const COLUMNS = Object.keys(FROM_FEEDBACK).join(', ');
const VALUES = Object.values(FROM_FEEDBACK).join(', ');

async function table(db: QueryRunner): Promise<void> {
  // A contact is a ticket, or a feedback outside tickets; a person a customer, or the contact when nobody knows who wrote.
  await db.query(`
    CREATE TABLE statement_fact (
      statement_id uuid PRIMARY KEY CONSTRAINT statement_fact_statement_fk REFERENCES statement (id) ON DELETE CASCADE,
      feedback_id uuid NOT NULL,
      position integer NOT NULL,
      theme_id uuid,
      ticket_id uuid,
      contact uuid NOT NULL,
      person uuid NOT NULL,
      occurred_at timestamptz NOT NULL,
      product text,
      channel text,
      plan text,
      language text,
      stage text,
      tags text[] NOT NULL,
      deleted boolean NOT NULL
    )`);
  await db.query(`
    INSERT INTO statement_fact (statement_id, feedback_id, position, theme_id, ${COLUMNS})
    SELECT s.id, s.feedback_id, s.position, a.theme_id, ${VALUES}
    FROM statement s JOIN feedback f ON f.id = s.feedback_id LEFT JOIN theme_assignment a ON a.statement_id = s.id`);
  await db.query('CREATE INDEX statement_fact_occurred_at_idx ON statement_fact (occurred_at)');
  await db.query('CREATE INDEX statement_fact_feedback_idx ON statement_fact (feedback_id)');
  await db.query('CREATE INDEX statement_fact_ticket_idx ON statement_fact (ticket_id)');
  await db.query('ANALYZE statement_fact');
}

async function keptWithStatements(db: QueryRunner): Promise<void> {
  // The lock waits for whoever changes the feedback at this moment, and keeps others from it: no change falls in between.
  // Plans of a function are kept: one made while the table was small would read all of it for every batch of a long import.
  await db.query(`
    CREATE FUNCTION count_statement() RETURNS trigger LANGUAGE plpgsql
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    BEGIN
      PERFORM FROM feedback f WHERE f.id IN (SELECT feedback_id FROM added) ORDER BY f.id FOR SHARE;
      INSERT INTO statement_fact (statement_id, feedback_id, position, ${COLUMNS})
        SELECT s.id, s.feedback_id, s.position, ${VALUES} FROM added s JOIN feedback f ON f.id = s.feedback_id;
      RETURN NULL;
    END $$`);
  await db.query(`
    CREATE TRIGGER counting_statement_added AFTER INSERT ON statement REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_statement()`);
}

async function keptWithFeedback(db: QueryRunner): Promise<void> {
  // Rows are locked in one order, whoever comes: two bulk changes wait for each other and never for ever.
  await db.query(`
    CREATE FUNCTION count_feedback() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      WITH f AS (SELECT f.* FROM after f JOIN before o ON o.id = f.id
          WHERE (f.ticket_id, f.customer_id, f.occurred_at, f.product, f.channel, f.plan, f.language, f.stage, f.tags, f.deleted_at)
            IS DISTINCT FROM (o.ticket_id, o.customer_id, o.occurred_at, o.product, o.channel, o.plan, o.language, o.stage, o.tags, o.deleted_at)),
        held AS MATERIALIZED (SELECT statement_id, feedback_id FROM statement_fact
          WHERE feedback_id IN (SELECT id FROM f) ORDER BY statement_id FOR NO KEY UPDATE)
      UPDATE statement_fact m SET (${COLUMNS}) = ROW (${VALUES})
        FROM held JOIN f ON f.id = held.feedback_id WHERE m.statement_id = held.statement_id;
      RETURN NULL;
    END $$`);
  await db.query(`
    CREATE TRIGGER counting_feedback_changed AFTER UPDATE ON feedback REFERENCING OLD TABLE AS before NEW TABLE AS after
      FOR EACH STATEMENT EXECUTE FUNCTION count_feedback()`);
}

async function keptWithAssignments(db: QueryRunner): Promise<void> {
  const held = (from: string) => `held AS MATERIALIZED (SELECT statement_id FROM statement_fact
          WHERE statement_id IN (SELECT statement_id FROM ${from}) ORDER BY statement_id FOR NO KEY UPDATE)`;
  await db.query(`
    CREATE FUNCTION count_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      WITH ${held('now_assigned')}
      UPDATE statement_fact m SET theme_id = a.theme_id FROM held JOIN now_assigned a ON a.statement_id = held.statement_id
        WHERE m.statement_id = held.statement_id AND m.theme_id IS DISTINCT FROM a.theme_id;
      RETURN NULL;
    END $$`);
  await db.query(`
    CREATE FUNCTION count_unassignment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      WITH ${held('was_assigned')}
      UPDATE statement_fact m SET theme_id = NULL FROM held WHERE m.statement_id = held.statement_id;
      RETURN NULL;
    END $$`);
  const when = { added: 'INSERT', changed: 'UPDATE' };
  for (const [name, event] of Object.entries(when))
    await db.query(`
      CREATE TRIGGER counting_assignment_${name} AFTER ${event} ON theme_assignment REFERENCING NEW TABLE AS now_assigned
        FOR EACH STATEMENT EXECUTE FUNCTION count_assignment()`);
  await db.query(`
    CREATE TRIGGER counting_assignment_removed AFTER DELETE ON theme_assignment REFERENCING OLD TABLE AS was_assigned
      FOR EACH STATEMENT EXECUTE FUNCTION count_unassignment()`);
}
