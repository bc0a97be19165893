import type { PersonalDataHolder } from './personal-data.js';

/** Mails to the customer; mails about him quote masked text only. */
export const mails: PersonalDataHolder = {
  name: 'mails',
  export: ({ emails }, em) =>
    em.query('SELECT kind, subject, state, to_address FROM mail_outbox WHERE lower(to_address) = ANY ($1)', [emails]),
  erase: async ({ emails }, em) => {
    const sql =
      'WITH gone AS (DELETE FROM mail_outbox WHERE lower(to_address) = ANY ($1) RETURNING id) SELECT id FROM gone';
    return (await em.query<unknown[]>(sql, [emails])).length;
  },
};

/** Answers kept for repeated calls name the ids that a source gave. They live for two days. */
export const repeatableCalls: PersonalDataHolder = {
  name: 'repeatable-calls',
  export: async () => [],
  erase: async ({ externalIds, emails }, em) => {
    const sql = `WITH gone AS (DELETE FROM idempotency_key WHERE EXISTS (
      SELECT FROM unnest($1::text[]) AS named (id) WHERE position(named.id IN lower(body::text)) > 0) RETURNING key) SELECT key FROM gone`;
    const named = [...externalIds.map((id) => id.toLowerCase()), ...emails].filter((id) => id.length > 3);
    return (await em.query<unknown[]>(sql, [named])).length;
  },
};
