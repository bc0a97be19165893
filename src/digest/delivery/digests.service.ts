import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, In } from 'typeorm';
import { lastCompleteWeek, type Week } from '../../platform/periods.js';
import { type PublicEvent, WebhooksService } from '../../platform/webhooks/webhooks.service.js';
import { TeamsService, type TeamWithRecipients } from '../teams/teams.service.js';
import type { GatheredWeeks } from '../facts/facts.service.js';
import { DeliveriesService } from './deliveries.service.js';
import { DigestDrafts } from './digest-drafts.service.js';
import { Digest } from './digest.entity.js';

@Injectable()
export class DigestsService {
  constructor(
    private readonly db: DataSource,
    private readonly drafts: DigestDrafts,
    private readonly deliveries: DeliveriesService,
    private readonly webhooks: WebhooksService,
    private readonly teamsService: TeamsService,
  ) {}

  /**
   * Builds the digest of a team and week and orders its deliveries, in one transaction: either both exist or neither.
   * Returns null when it exists already, whoever built it, or when it is kept but not sent, since the week is quiet.
   */
  async build(team: TeamWithRecipients, week: Week, now: Date, gathered?: GatheredWeeks): Promise<Digest | null> {
    if (await this.db.getRepository(Digest).existsBy({ teamId: team.id, week: week.name })) return null;
    const draft = await this.drafts.draft(team, week, now, gathered);
    const orders = draft.held ? [] : await this.deliveries.prepare(draft, team);
    return this.db.transaction(async (em) => {
      if (!(await insertOnce(em, draft)) || draft.held) return null;
      await this.deliveries.order(orders, now, em);
      await this.webhooks.publish(builtEvent(draft), now, em);
      return draft;
    });
  }

  /** The digest of the last complete week as it would be now, stored nowhere. */
  async preview(teamId: string, now: Date): Promise<Digest> {
    const team = await this.teamsService.get(teamId);
    return this.drafts.draft(team, lastCompleteWeek(now, team.timeZone), now);
  }

  teams(): Promise<TeamWithRecipients[]> {
    return this.teamsService.list();
  }

  async get(id: string): Promise<Digest> {
    const digest = await this.db.getRepository(Digest).findOneBy({ id });
    if (!digest) throw new NotFoundException({ code: 'digest.not-found', message: 'There is no such digest.' });
    return digest;
  }

  /** Newest week first, without facts; of some teams, or of all when none is named. */
  async list(limit: number, teamIds: readonly string[] = []): Promise<Omit<Digest, 'facts'>[]> {
    const columns = ['id', 'teamId', 'week', 'document', 'inputsHash', 'builtAt', 'held'] as const;
    const select = Object.fromEntries(columns.map((column) => [column, true]));
    const order = { week: 'DESC', builtAt: 'DESC', id: 'ASC' } as const;
    return this.db
      .getRepository(Digest)
      .find({ select, order, take: limit, where: teamIds.length ? { teamId: In(teamIds) } : {} });
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
