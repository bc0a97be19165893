import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The counts of messages are planned for what is there each time: a plan that was kept from a small table would read all of a
 * large one for every batch. And only rows whose theme changes are locked: a weekly fit touches every assignment and changes few.
 */
export class CountingPlans1700000086000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(ASSIGNMENT);
    for (const name of PLANNED) await db.query(`ALTER FUNCTION ${name}() SET plan_cache_mode = force_custom_plan`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const name of PLANNED) await db.query(`ALTER FUNCTION ${name}() RESET plan_cache_mode`);
    await db.query(ASSIGNMENT_BEFORE);
  }
}

const PLANNED = ['count_feedback', 'count_assignment', 'count_unassignment'];

// Whoever changes an assignment holds its row: the theme that is compared here cannot change meanwhile.
const ASSIGNMENT = `
  CREATE OR REPLACE FUNCTION count_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH held AS MATERIALIZED (SELECT m.statement_id, a.theme_id FROM statement_fact m JOIN now_assigned a ON a.statement_id = m.statement_id
        WHERE m.theme_id IS DISTINCT FROM a.theme_id ORDER BY m.statement_id FOR NO KEY UPDATE OF m)
    UPDATE statement_fact m SET theme_id = held.theme_id FROM held WHERE m.statement_id = held.statement_id;
    RETURN NULL;
  END $$`;

const ASSIGNMENT_BEFORE = `
  CREATE OR REPLACE FUNCTION count_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    WITH held AS MATERIALIZED (SELECT statement_id FROM statement_fact
        WHERE statement_id IN (SELECT statement_id FROM now_assigned) ORDER BY statement_id FOR NO KEY UPDATE)
    UPDATE statement_fact m SET theme_id = a.theme_id FROM held JOIN now_assigned a ON a.statement_id = held.statement_id
      WHERE m.statement_id = held.statement_id AND m.theme_id IS DISTINCT FROM a.theme_id;
    RETURN NULL;
  END $$`;
