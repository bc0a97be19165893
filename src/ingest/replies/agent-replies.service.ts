import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { jsonRows } from '../../platform/database/database.js';
import { DataSource, type EntityManager } from 'typeorm';
import { newestVersions } from '../feedback/feedback-rows.js';
import { type CleanMessage, cleanMessage } from '../text/clean-message.js';

export interface AgentReplyItem {
  externalId: string;
  ticketId: string;
  agent: string | null;
  knownNames: string[];
  text: string | null;
  html: string | null;
  /** The text as it was cleaned before, when somebody did. */
  cleaned?: CleanMessage | undefined;
  occurredAt: string;
  updatedAt: string;
}

const UPSERT = `
  INSERT INTO agent_reply AS a (id, source, external_id, ticket_id, agent, occurred_at, masked, source_updated_at)
  SELECT r.id, $2, r."externalId", r."ticketId", r.agent, r."occurredAt", r.masked, r."sourceUpdatedAt"
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, "externalId" text, "ticketId" uuid, agent text, "occurredAt" timestamptz,
    masked text, "sourceUpdatedAt" timestamptz)
  ON CONFLICT (source, external_id) DO UPDATE SET ticket_id = excluded.ticket_id, masked = excluded.masked,
    source_updated_at = excluded.source_updated_at
  WHERE a.source_updated_at <= excluded.source_updated_at AND (a.masked, a.ticket_id) IS DISTINCT FROM (excluded.masked, excluded.ticket_id)`;

@Injectable()
export class AgentRepliesService {
  constructor(private readonly db: DataSource) {}

  /** Keeps the visible, masked part of agents' public replies, once per (source, externalId). Safe to repeat. */
  async record(source: string, items: AgentReplyItem[], em: EntityManager = this.db.manager): Promise<void> {
    const read = await Promise.all(items.map(toRow));
    const rows = newestVersions(read.filter((row) => row.masked.trim() !== ''));
    if (rows.length > 0) await em.query(UPSERT, [jsonRows(rows), source]);
  }

  async forget(source: string, externalIds: string[], em: EntityManager = this.db.manager): Promise<void> {
    await em.query('DELETE FROM agent_reply WHERE source = $1 AND external_id = ANY ($2)', [source, externalIds]);
  }
}

async function toRow({ externalId, ticketId, agent, occurredAt, updatedAt, ...message }: AgentReplyItem) {
  const { text, html, knownNames } = message;
  const { masked } = message.cleaned ?? cleanMessage({ text: text ?? undefined, html: html ?? undefined, knownNames });
  return { id: randomUUID(), externalId, ticketId, agent, occurredAt, masked, sourceUpdatedAt: updatedAt };
}
