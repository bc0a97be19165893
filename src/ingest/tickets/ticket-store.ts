import type { EntityManager } from 'typeorm';
import { jsonRows } from '../../platform/database/database.js';
import type { TicketRow } from './ticket-row.js';

const COLUMNS = `id uuid, "externalId" text, "customerId" uuid, subject text, url text, channel text, product text, plan text,
  language text, stage text, "stageByRule" boolean, tags text[], status text, priority text, agent text, team text,
  "createdAt" timestamptz, "firstReplyAt" timestamptz, "replyTimes" timestamptz[], "solvedAt" timestamptz,
  "reopenedTimes" timestamptz[], "escalatedAt" timestamptz, "handleSeconds" integer, "csatScore" integer, "csatScale" integer,
  "csatAt" timestamptz, "mergedInto" text, "sourceUpdatedAt" timestamptz`;

/** Columns that a newer version of a ticket overwrites, with the field of the row that they come from. */
const CHANGING: Record<string, keyof TicketRow> = {
  customer_id: 'customerId',
  subject: 'subject',
  url: 'url',
  channel: 'channel',
  product: 'product',
  plan: 'plan',
  language: 'language',
  stage: 'stage',
  stage_by_rule: 'stageByRule',
  tags: 'tags',
  status: 'status',
  priority: 'priority',
  agent: 'agent',
  team: 'team',
  created_at: 'createdAt',
  first_reply_at: 'firstReplyAt',
  reply_times: 'replyTimes',
  solved_at: 'solvedAt',
  reopened_times: 'reopenedTimes',
  escalated_at: 'escalatedAt',
  handle_seconds: 'handleSeconds',
  csat_score: 'csatScore',
  csat_scale: 'csatScale',
  csat_at: 'csatAt',
  merged_into: 'mergedInto',
  source_updated_at: 'sourceUpdatedAt',
};

const NAMES = Object.keys(CHANGING);
const list = (prefix: string): string => NAMES.map((name) => `${prefix}.${name}`).join(', ');

/** A ticket deleted in the source comes back only by a version newer than its deletion. */
const UPSERT = `
  INSERT INTO ticket AS t (id, source, external_id, ${NAMES.join(', ')})
  SELECT r.id, $2, r."externalId", ${Object.values(CHANGING)
    .map((field) => `r."${field}"`)
    .join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (${COLUMNS})
  ON CONFLICT (source, external_id) DO UPDATE SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}, deleted_at = NULL
  WHERE t.source_updated_at <= excluded.source_updated_at
    AND ((t.deleted_at IS NULL AND (${list('t')}) IS DISTINCT FROM (${list('excluded')}))
      OR (t.deleted_at IS NOT NULL AND t.source_updated_at < excluded.source_updated_at))
  RETURNING t.id, t.external_id, (t.xmax = 0) AS inserted`;

const STORED = `SELECT id, external_id AS "externalId", ${NAMES.map((name) => `${name} AS "${CHANGING[name]}"`).join(', ')},
    deleted_at AS "deletedAt" FROM ticket WHERE source = $1 AND external_id = ANY ($2) ORDER BY external_id FOR UPDATE`;

export interface StoredTicket {
  id: string;
  external_id: string;
  inserted: boolean;
}

export interface LockedTicket extends TicketRow {
  deletedAt: string | null;
}

/** Writes rows; returns those that were new or changed. An older version than the stored one changes nothing. */
export async function upsertTickets(em: EntityManager, source: string, rows: TicketRow[]): Promise<StoredTicket[]> {
  return em.query<StoredTicket[]>(UPSERT, [jsonRows(rows), source]);
}

/** What is stored of these tickets, locked in one order so that two deliveries of the same tickets wait instead of dead-locking. */
export async function lockTickets(
  em: EntityManager,
  source: string,
  externalIds: string[],
): Promise<Map<string, LockedTicket>> {
  const rows = await em.query<Record<string, unknown>[]>(STORED, [source, externalIds]);
  return new Map(rows.map((row) => [String(row['externalId']), withIsoTimes(row)]));
}

function withIsoTimes(row: Record<string, unknown>): LockedTicket {
  const convert = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value);
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(convert) : convert(value),
  ]);
  return Object.fromEntries(entries) as unknown as LockedTicket;
}
