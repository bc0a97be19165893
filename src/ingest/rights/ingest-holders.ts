import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { PersonalDataHolder, Subject } from '../../platform/personal-data/personal-data.js';

const count = async (em: EntityManager, sql: string, values: unknown[]): Promise<number> =>
  (await em.query<unknown[]>(`WITH gone AS (${sql}) SELECT 1 FROM gone`, values)).length;

/** Words by which somebody is recognised in bodies and file names; short ones would hit by chance. */
const wordsOf = ({ emails, names, phones }: Subject): string[] =>
  [...emails, ...names, ...phones].map((word) => word.toLowerCase()).filter((word) => word.length >= 5);

/** Deliveries as they came, and announcements of tickets. */
const deliveries: PersonalDataHolder = {
  name: 'deliveries',
  export: ({ externalIds }, em) =>
    em.query(
      'SELECT received_at AS "receivedAt", type, body FROM raw_event WHERE ticket_ids && $1 ORDER BY received_at',
      [externalIds],
    ),
  erase: async (subject, em) => {
    const { externalIds } = subject;
    const events = await count(
      em,
      `DELETE FROM raw_event WHERE ticket_ids && $1
         OR EXISTS (SELECT FROM unnest($2::text[]) AS word (text) WHERE position(word.text IN lower(body)) > 0) RETURNING id`,
      [externalIds, wordsOf(subject)],
    );
    const asked = await count(em, 'DELETE FROM ticket_refresh WHERE external_id = ANY ($1) RETURNING external_id', [
      externalIds,
    ]);
    return events + asked;
  },
};

/** Names of files and reasons of refused lines, where somebody may be mentioned by chance. */
const files: PersonalDataHolder = {
  name: 'files',
  export: async () => [],
  erase: async (subject, em) => {
    const mentions = (column: string) =>
      `EXISTS (SELECT FROM unnest($1::text[]) AS word (text) WHERE position(word.text IN lower(${column})) > 0)`;
    const words = [
      [...wordsOf(subject), ...subject.externalIds.filter((id) => id.length >= 8).map((id) => id.toLowerCase())],
    ];
    const names = await count(
      em,
      `UPDATE import_batch SET file_name = 'erased' WHERE ${mentions('file_name')} RETURNING id`,
      words,
    );
    return (
      names +
      (await count(em, `UPDATE import_error SET reason = 'erased' WHERE ${mentions('reason')} RETURNING id`, words))
    );
  },
};

/** What was said, by the customer and to him. Statements, vectors and assignments go with the texts. */
const texts: PersonalDataHolder = {
  name: 'texts',
  export: async ({ feedbackIds, ticketIds }, em) => ({
    said: await em.query(
      `SELECT source, external_id AS "externalId", kind, occurred_at AS "occurredAt", channel, product, plan, language, stage, tags, score,
         original, masked FROM feedback WHERE id = ANY ($1) ORDER BY occurred_at, id`,
      [feedbackIds],
    ),
    answered: await em.query(
      'SELECT occurred_at AS "occurredAt", masked FROM agent_reply WHERE ticket_id = ANY ($1) ORDER BY occurred_at',
      [ticketIds],
    ),
  }),
  erase: async ({ feedbackIds, ticketIds }, em) => {
    const said = await count(em, 'DELETE FROM feedback WHERE id = ANY ($1) RETURNING id', [feedbackIds]);
    return said + (await count(em, 'DELETE FROM agent_reply WHERE ticket_id = ANY ($1) RETURNING id', [ticketIds]));
  },
};

/** Tickets lose everything that could point to a person; times and labels stay, so that the counts of closed weeks hold. */
const tickets: PersonalDataHolder = {
  name: 'tickets',
  export: ({ ticketIds }, em) =>
    em.query(
      `SELECT source, external_id AS "externalId", subject, url, channel, product, plan, language, stage, tags, status, priority, agent, team,
         created_at AS "createdAt", solved_at AS "solvedAt", csat_score AS "csatScore" FROM ticket WHERE id = ANY ($1) ORDER BY created_at`,
      [ticketIds],
    ),
  erase: async ({ ticketIds }, em, now) => {
    const ids = ticketIds.map((id) => ({ id, externalId: `erased-${randomUUID()}` }));
    return count(
      em,
      `UPDATE ticket t SET external_id = r."externalId", customer_id = NULL, subject = NULL, url = NULL, tags = '{}', merged_into = NULL,
         deleted_at = $2 FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "externalId" text) WHERE t.id = r.id RETURNING t.id`,
      [JSON.stringify(ids), now],
    );
  },
};

const people: PersonalDataHolder = {
  name: 'customer',
  export: ({ customerIds }, em) =>
    em.query(
      `SELECT c.source, c.external_id AS "externalId", c.plan, c.language, c.time_zone AS "timeZone", c.created_at AS "createdAt",
         p.name, p.email, p.phone FROM customer c LEFT JOIN customer_profile p ON p.customer_id = c.id WHERE c.id = ANY ($1)`,
      [customerIds],
    ),
  erase: ({ customerIds }, em) => count(em, 'DELETE FROM customer WHERE id = ANY ($1) RETURNING id', [customerIds]),
};

/** In the order in which they are erased: whoever is pointed to goes last. */
export const INGEST_HOLDERS: readonly PersonalDataHolder[] = [deliveries, files, texts, tickets, people];
