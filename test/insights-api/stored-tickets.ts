import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';

/** A ticket as it lies in the table, with the theme of its message. Times are ISO strings. */
export interface StoredTicket {
  id: string;
  customer: string | null;
  status: string;
  createdAt: string;
  firstReplyAt: string | null;
  replyTimes: string[];
  solvedAt: string | null;
  reopenedTimes: string[];
  escalatedAt: string | null;
  handleSeconds: number | null;
  csat: { score: number; scale: number; at: string } | null;
  themes: string[];
  product: string | null;
  channel: string | null;
  plan: string | null;
  tags: string[];
  text: string;
}

export function aStoredTicket(known: Partial<StoredTicket> = {}): StoredTicket {
  return {
    id: randomUUID(),
    customer: null,
    status: 'open',
    createdAt: '2025-03-03T10:00:00Z',
    firstReplyAt: null,
    replyTimes: [],
    solvedAt: null,
    reopenedTimes: [],
    escalatedAt: null,
    handleSeconds: null,
    csat: null,
    themes: [],
    product: null,
    channel: null,
    plan: null,
    tags: [],
    text: 'My card never arrived.',
    ...known,
  };
}

/** Themes by label, as a fit would have left them. */
export async function storeThemes(db: DataSource, labels: readonly string[]): Promise<Map<string, string>> {
  const themes = new Map(labels.map((label) => [label, randomUUID()]));
  for (const [label, id] of themes)
    await db.query(
      `INSERT INTO theme (id, root_id, state, label, named_by, origin, created_at, first_seen, last_seen)
       VALUES ($1, $1, 'active', $2, 'engine', 'engine', '2025-01-01', '2025-01-01', '2025-01-01')`,
      [id, label],
    );
  return themes;
}

/** Tickets with one message each (none for one without a theme and text), and its theme. In one statement a table. */
export async function storeTickets(db: DataSource, tickets: readonly StoredTicket[]): Promise<void> {
  const customers = [...new Set(tickets.flatMap(({ customer }) => customer ?? []))];
  await db.query(
    `INSERT INTO customer (id, source, external_id, created_at) SELECT c::uuid, 'test', c, now() FROM unnest($1::text[]) c ON CONFLICT DO NOTHING`,
    [customers],
  );
  await db.query(
    `INSERT INTO ticket (id, source, external_id, customer_id, status, created_at, first_reply_at, reply_times, solved_at, reopened_times,
       escalated_at, handle_seconds, csat_score, csat_scale, csat_at, product, channel, plan, tags, source_updated_at)
     SELECT r.id, 'test', r.id::text, r.customer, r.status, r."createdAt", r."firstReplyAt", coalesce(r."replyTimes", '{}'), r."solvedAt",
       coalesce(r."reopenedTimes", '{}'), r."escalatedAt", r."handleSeconds", (r.csat ->> 'score')::int, (r.csat ->> 'scale')::int,
       (r.csat ->> 'at')::timestamptz, r.product, r.channel, r.plan, r.tags, r."createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, customer uuid, status text, "createdAt" timestamptz, "firstReplyAt" timestamptz,
       "replyTimes" timestamptz[], "solvedAt" timestamptz, "reopenedTimes" timestamptz[], "escalatedAt" timestamptz, "handleSeconds" int,
       csat jsonb, product text, channel text, plan text, tags text[])`,
    [JSON.stringify(tickets)],
  );
  const messages = tickets.map(({ id, customer, createdAt, product, channel, plan, tags, text, themes }) => {
    const [theme = null] = themes;
    return {
      id: randomUUID(),
      ticket: id,
      customer,
      createdAt,
      product,
      channel,
      plan,
      tags,
      text,
      theme,
      statement: randomUUID(),
    };
  });
  const rows = JSON.stringify(messages);
  await db.query(
    `INSERT INTO feedback (id, source, external_id, kind, ticket_id, customer_id, occurred_at, product, channel, plan, tags, language,
       original, masked, content_hash, source_updated_at, received_at)
     SELECT r.id, 'test', r.id::text, 'ticket_message', r.ticket, r.customer, r."createdAt", r.product, r.channel, r.plan, r.tags, 'en',
       r.text, r.text, r.id::text, r."createdAt", r."createdAt"
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, ticket uuid, customer uuid, "createdAt" timestamptz, product text, channel text,
       plan text, tags text[], text text)`,
    [rows],
  );
  await db.query(
    `INSERT INTO statement (id, feedback_id, position, text)
     SELECT r.statement, r.id, 0, r.text FROM jsonb_to_recordset($1::jsonb) AS r (statement uuid, id uuid, text text)`,
    [rows],
  );
  await db.query(
    `INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at)
     SELECT r.statement, r.theme, 0.9, 'engine', r."createdAt" FROM jsonb_to_recordset($1::jsonb) AS r (statement uuid, theme uuid, "createdAt" timestamptz)`,
    [rows],
  );
}
