import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { prepared } from '../../platform/database/prepared.js';
import type { Client } from './client.js';
import type { EvidenceLevel, Visit } from './evidence.js';

export interface NewVisit {
  invitationId: string;
  at: Date;
  kind: 'view' | 'post' | 'honeypot';
  optionId: string | null;
  client: Client;
  nonceId?: string | null;
  level?: EvidenceLevel | null;
}

/** Page views come in crowds when a gateway opens a wave of mails: they are stored in batches. */
const FLUSH_MS = 100;
const MOST_WAITING = 20_000;

const INSERT_VISITS = `
  INSERT INTO survey_click (invitation_id, at, kind, option_id, network, agent, agent_class, is_prefetch, nonce_id, level)
  SELECT v."invitationId", v.at, v.kind, v."optionId", v.network, v.agent, v."agentClass", v."isPrefetch", v."nonceId", v.level
  FROM jsonb_to_recordset($1::jsonb) AS v ("invitationId" uuid, at timestamptz, kind text, "optionId" text, network text, agent text,
    "agentClass" text, "isPrefetch" boolean, "nonceId" text, level smallint)
  JOIN invitation i ON i.id = v."invitationId" WHERE i.id = ANY($2::uuid[])`;

/** Keeps what touched an invitation: evidence, never an answer. */
@Injectable()
export class VisitsService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(VisitsService.name);
  private waiting: NewVisit[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** How many visits of an invitation are not stored yet. */
  private readonly unstored = new Map<string, number>();

  constructor(private readonly db: DataSource) {}

  /** Notes a page view; stored within a moment. Lost views of a crash only make the judgement milder. */
  note(visit: NewVisit): void {
    this.waiting.push(visit);
    this.count(visit, 1);
    this.drop();
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  /** Stores what is noted of one invitation, before an answer to it is judged. */
  async settle(invitationId: string): Promise<void> {
    if (this.unstored.has(invitationId)) await this.flush();
  }

  /** Stores everything noted so far. Never throws: what cannot be stored now is tried with the next batch. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return this.writing;
    this.writing = this.writing.then(() => this.write(batch));
    return this.writing;
  }

  private async write(batch: NewVisit[]): Promise<void> {
    try {
      await insertVisits(this.db.manager, batch);
      for (const visit of batch) this.count(visit, -1);
    } catch (error) {
      this.logger.warn({ event: 'visits.delayed', count: batch.length, reason: (error as Error).name });
      this.waiting = [...batch, ...this.waiting];
      this.drop();
    }
  }

  /** Forgets the oldest, so that a long outage does not fill the memory. */
  private drop(): void {
    while (this.waiting.length > MOST_WAITING) this.count(this.waiting.shift()!, -1);
  }

  private count({ invitationId }: NewVisit, change: 1 | -1): void {
    const left = (this.unstored.get(invitationId) ?? 0) + change;
    if (left > 0) this.unstored.set(invitationId, left);
    else this.unstored.delete(invitationId);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }
}

/** Stores visits; those of invitations that are gone are left out. */
export async function insertVisits(em: EntityManager, visits: readonly NewVisit[]): Promise<void> {
  const rows = visits.map(({ client, ...visit }) => ({ nonceId: null, level: null, ...visit, ...client }));
  const ids = visits.map(({ invitationId }) => invitationId);
  await prepared(em, 'visits-insert', INSERT_VISITS, [JSON.stringify(rows), ids]);
}

interface VisitRow {
  at: string | Date;
  kind: Visit['kind'];
  option_id: string | null;
  network: string;
  agent: string;
  is_prefetch: boolean;
  nonce_id: string | null;
  level: EvidenceLevel | null;
}

export function toVisit(row: VisitRow): Visit {
  const { at, kind, network, agent, level } = row;
  return {
    at: new Date(at),
    kind,
    network,
    agent,
    level,
    optionId: row.option_id,
    isPrefetch: row.is_prefetch,
    nonceId: row.nonce_id,
  };
}

/** The visits of one invitation around a moment, oldest first. */
export async function visitsAround(invitationId: string, at: Date, em: EntityManager): Promise<Visit[]> {
  const rows = await em.query<VisitRow[]>(
    `SELECT at, kind, option_id, network, agent, is_prefetch, nonce_id, level FROM survey_click
     WHERE invitation_id = $1 AND at BETWEEN $2::timestamptz - interval '11 minutes' AND $2::timestamptz + interval '11 minutes'
     ORDER BY at, id LIMIT 1000`,
    [invitationId, at],
  );
  return rows.map(toVisit);
}
