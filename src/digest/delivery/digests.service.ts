import { createHash, randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import type { Week } from '../../platform/periods.js';
import { type PublicEvent, WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import { FactsService } from '../facts/facts.service.js';
import { composeDigest } from '../rendering/compose.js';
import type { TeamWithRecipients } from '../teams/teams.service.js';

import { DeliveriesService } from './deliveries.service.js';
import { Digest } from './digest.entity.js';

@Injectable()
export class DigestsService {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly facts: FactsService,
    private readonly deliveries: DeliveriesService,
    private readonly webhooks: WebhooksService,
  ) {}

  /**
   * Builds the digest of a team and week and orders its deliveries, in one transaction: either both exist or neither.
   * Returns null when it exists already, whoever built it, or when there is nothing to say and the team wants silence.
   */
  async build(team: TeamWithRecipients, week: Week, now: Date): Promise<Digest | null> {
    if (await this.db.getRepository(Digest).existsBy({ teamId: team.id, week: week.name })) return null;
    const draft = await this.draft(team, week, now);
    if (team.skipWhenEmpty && draft.facts.week.contacts === 0) return null;
    const orders = await this.deliveries.prepare(draft, team);
    return this.db.transaction(async (em) => {
      if (!(await insertOnce(em, draft))) return null;
      await this.deliveries.order(orders, now, em);
      await this.webhooks.publish(builtEvent(draft), now, em);
      return draft;
    });
  }

  /** What would be sent, stored nowhere. */
  async draft(team: TeamWithRecipients, week: Week, now: Date): Promise<Digest> {
    const facts = await this.facts.forTeam(team, week, now);
    const inputsHash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
    const { ORGANISATION } = this.config.env;
    const provenance = { inputsHash, model: facts.data.model, settings: facts.data.settings, version: '1' };
    const document = composeDigest(facts, {
      organisation: ORGANISATION,
      team: { id: team.id, name: team.name, kind: team.kind },
      provenance,
    });
    return { id: randomUUID(), teamId: team.id, week: week.name, facts, document, inputsHash, builtAt: now };
  }

  async get(id: string): Promise<Digest> {
    const digest = await this.db.getRepository(Digest).findOneBy({ id });
    if (!digest) throw new NotFoundException({ code: 'digest.not-found', message: 'There is no such digest.' });
    return digest;
  }

  /** Newest week first, without facts. */
  async list(
    limit: number,
    teamId?: string,
  ): Promise<Pick<Digest, 'id' | 'teamId' | 'week' | 'document' | 'inputsHash' | 'builtAt'>[]> {
    const select = { id: true, teamId: true, week: true, document: true, inputsHash: true, builtAt: true } as const;
    const order = { week: 'DESC', builtAt: 'DESC', id: 'ASC' } as const;
    return this.db.getRepository(Digest).find({ select, order, take: limit, where: teamId ? { teamId } : {} });
  }
}

/** Two workers may build the same week: the second insert finds the first and both agree. */
async function insertOnce(em: EntityManager, digest: Digest): Promise<boolean> {
  const values = { ...digest, facts: digest.facts as object, document: digest.document as object };
  const result = await em
    .createQueryBuilder()
    .insert()
    .into(Digest)
    .values(values)
    .orIgnore()
    .returning('id')
    .execute();
  return (result.raw as unknown[]).length > 0;
}

function builtEvent({ id, teamId, week, document, builtAt }: Digest): PublicEvent {
  const data = { digestId: id, teamId, team: document.team.name, week, lead: document.lead };
  return { type: 'digest.built', key: `digest.built:${id}`, at: builtAt, data };
}
