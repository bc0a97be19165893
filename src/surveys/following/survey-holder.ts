import type { EntityManager } from 'typeorm';
import type { PersonalDataHolder, Subject } from '../../platform/personal-data/personal-data.js';

const OWN_INVITATIONS =
  'SELECT id FROM invitation WHERE customer_id = ANY ($1) OR ticket_id = ANY ($2) OR lower(address) = ANY ($3)';
const OWN_RESPONSES = `SELECT id FROM survey_response WHERE customer_id = ANY ($1) OR ticket_id = ANY ($2) OR invitation_id IN (${OWN_INVITATIONS})`;

const named = ({ customerIds, ticketIds, emails }: Subject): unknown[] => [customerIds, ticketIds, emails];

/**
 * Invitations and answers of a customer. Erasing keeps the bare answer, so that past scores do not change, and takes away
 * everything that leads to the person: address, name, comment, ticket, and the key under which he was considered.
 */
export const surveys: PersonalDataHolder = {
  name: 'surveys',
  export: async (subject, em) => ({
    invitations: await em.query(
      `SELECT address, name, locale, via, created_at AS "createdAt" FROM invitation WHERE id IN (${OWN_INVITATIONS}) ORDER BY created_at`,
      named(subject),
    ),
    answers: await em.query(
      `SELECT option_id AS "optionId", score, reasons, comment, answered_at AS "answeredAt" FROM survey_response
       WHERE id IN (${OWN_RESPONSES}) ORDER BY answered_at`,
      named(subject),
    ),
  }),
  erase: async (subject, em) => {
    const values = named(subject);
    // What other programs were told, or are about to be told, of the answers holds the comments.
    const told = await run(
      em,
      `DELETE FROM webhook_delivery WHERE split_part(event_key, ':', 2) IN
         (SELECT id::text FROM (${OWN_RESPONSES}) AS own UNION SELECT id::text FROM (${OWN_INVITATIONS}) AS asked)`,
      values,
    );
    await run(
      em,
      `UPDATE response_revision SET comment = NULL WHERE response_id IN (${OWN_RESPONSES}) AND comment IS NOT NULL`,
      values,
    );
    const answers = await run(
      em,
      `UPDATE survey_response SET comment = NULL, customer_id = NULL, ticket_id = NULL, network = '', client = ''
       WHERE id IN (${OWN_RESPONSES})`,
      values,
    );
    const considered = await run(
      em,
      `UPDATE send_decision SET candidate_key = 'erased:' || id, customer_id = NULL, ticket_id = NULL
       WHERE customer_id = ANY ($1) OR ticket_id = ANY ($2) OR invitation_id IN (${OWN_INVITATIONS})`,
      values,
    );
    const invitations = await run(
      em,
      `UPDATE invitation SET candidate_key = 'erased:' || id, address = NULL, name = NULL, person = NULL, customer_id = NULL, ticket_id = NULL
       WHERE id IN (${OWN_INVITATIONS})`,
      values,
    );
    return answers + considered + invitations + told;
  },
};

async function run(em: EntityManager, sql: string, values: unknown[]): Promise<number> {
  return (await em.query<unknown[]>(`WITH changed AS (${sql} RETURNING id) SELECT id FROM changed`, values)).length;
}
