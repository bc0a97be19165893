import { randomUUID } from 'node:crypto';
import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TeamsService } from '../teams/teams.service.js';
import { type RoutableItem, type Route, type RoutingFilter, routesOf } from './routing-filter.js';
import { RoutingRule } from './routing-rule.entity.js';

@Injectable()
export class RoutingRulesService {
  constructor(
    private readonly db: DataSource,
    private readonly teams: TeamsService,
  ) {}

  async list(): Promise<RoutingRule[]> {
    return this.db.getRepository(RoutingRule).find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(teamId: string, filter: RoutingFilter, now: Date): Promise<RoutingRule> {
    await this.teams.get(teamId);
    const rule = { id: randomUUID(), teamId, filter, createdAt: now };
    await this.db.getRepository(RoutingRule).insert(rule);
    return rule;
  }

  async remove(id: string): Promise<void> {
    const { affected } = await this.db.getRepository(RoutingRule).delete({ id });
    if (!affected) throw new NotFoundException({ code: 'routing-rule.not-found', message: 'There is no such rule.' });
  }

  /** Says for any item which teams get it, by the rules and the default owner as they stand now. */
  async router(): Promise<(item: RoutableItem) => string[]> {
    const routes = await this.routes();
    return (item) => routes(item).map(({ teamId }) => teamId);
  }

  /** The same with the rule that gives it to each. */
  async routes(): Promise<(item: RoutableItem) => Route[]> {
    const rules = await this.list();
    const owner = (await this.teams.list()).find((team) => team.isDefaultOwner)?.id ?? null;
    return (item) => routesOf(item, rules, owner);
  }
}
