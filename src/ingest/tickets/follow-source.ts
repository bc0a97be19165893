import type { EntityManager } from 'typeorm';

/** What a customer wrote in a ticket carries the ticket's labels; when the ticket changes, they follow. */
export async function followLabels(em: EntityManager, ticketIds: string[]): Promise<void> {
  if (ticketIds.length === 0) return;
  await em.query(
    `UPDATE feedback f SET channel = t.channel, product = t.product, plan = t.plan, stage = t.stage, tags = t.tags, customer_id = t.customer_id
     FROM ticket t WHERE t.id = ANY ($1) AND f.ticket_id = t.id AND f.deleted_at IS NULL
       AND (f.channel, f.product, f.plan, f.stage, f.tags, f.customer_id) IS DISTINCT FROM
           (t.channel, t.product, t.plan, t.stage, t.tags, t.customer_id)`,
    [ticketIds],
  );
}

/**
 * After a merge, what was said in the merged ticket belongs to the ticket that lives on, so that one contact counts once.
 * Works whichever of the two arrives first.
 */
export async function followMerges(em: EntityManager, source: string, externalIds: string[]): Promise<void> {
  const merges = await em.query<{ merged: string; living: string }[]>(
    `SELECT merged.id AS merged, living.id AS living FROM
       (SELECT id, merged_into FROM ticket WHERE source = $1 AND external_id = ANY ($2) AND merged_into IS NOT NULL
        UNION SELECT id, merged_into FROM ticket WHERE source = $1 AND merged_into = ANY ($2) AND merged_into IS NOT NULL) merged
     JOIN ticket living ON living.source = $1 AND living.external_id = merged.merged_into AND living.id <> merged.id`,
    [source, externalIds],
  );
  if (merges.length === 0) return;
  const given = [merges.map(({ merged }) => merged), merges.map(({ living }) => living)];
  for (const table of ['feedback', 'agent_reply'])
    await em.query(
      `UPDATE ${table} f SET ticket_id = m.living FROM unnest($1::uuid[], $2::uuid[]) AS m (merged, living) WHERE f.ticket_id = m.merged`,
      given,
    );
}

/** External ids of texts of the ticket that a complete listing no longer holds: deleted, redacted away, made private or split off. */
export async function missingMessages(
  em: EntityManager,
  ticketId: string,
  listed: string[],
  updatedAt: string,
): Promise<string[]> {
  const rows = await em.query<{ external_id: string }[]>(
    `SELECT f.external_id FROM feedback f JOIN ticket t ON t.id = $1 WHERE f.source = t.source AND f.kind = 'ticket_message'
       AND f.deleted_at IS NULL AND starts_with(f.external_id, t.external_id || '/') AND f.ticket_id IS NOT NULL
       AND f.external_id <> ALL ($2) AND f.source_updated_at <= $3
     UNION
     SELECT a.external_id FROM agent_reply a JOIN ticket t ON t.id = $1 WHERE a.ticket_id = $1 AND a.source = t.source
       AND starts_with(a.external_id, t.external_id || '/') AND a.external_id <> ALL ($2) AND a.source_updated_at <= $3`,
    [ticketId, listed, updatedAt],
  );
  return rows.map((row) => row.external_id);
}
