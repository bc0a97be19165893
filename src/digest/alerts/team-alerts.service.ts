import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AlertAudience, type Audience, type Owner, type RoutableAlert } from '../../insights/alerts/alert-audience.js';
import type { AlertRow } from '../../insights/alerts/alert.entity.js';
import { MailService } from '../../platform/mail/mail.service.js';
import { filterWords } from '../routing/filter-words.js';
import { RoutingRulesService } from '../routing/routing-rules.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { AlertLetter } from './alert-letter.js';

/** Gives alerts to the teams that routing names, and tells them by mail between two digests. */
@Injectable()
export class TeamAlerts implements Audience, OnModuleInit {
  constructor(
    private readonly audience: AlertAudience,
    private readonly routing: RoutingRulesService,
    private readonly teams: TeamsService,
    private readonly mails: MailService,
    private readonly letter: AlertLetter,
  ) {}

  onModuleInit(): void {
    this.audience.register(this);
  }

  async ownersOf({ themeId, dimensions }: RoutableAlert): Promise<Owner[]> {
    const routes = await this.routing.routes();
    return routes({ kind: 'alert', severity: 'high', themeId, dimensions }).map(({ teamId, filter }) => ({
      teamId,
      because: filter ? `its rule asks for ${filterWords(filter)}` : 'no rule claims it, and it is the default owner',
    }));
  }

  async names(): Promise<Map<string, string>> {
    return new Map((await this.teams.list()).map(({ id, name }) => [id, name]));
  }

  /** One mail a reader and piece of news. A team that paused its digest is not told. */
  async tell(alert: AlertRow, now: Date, em: EntityManager): Promise<void> {
    const teams = (await this.teams.list()).filter(({ id, pausedAt }) => alert.owners?.includes(id) && !pausedAt);
    for (const { teamId, email: address } of await this.teams.recipientsOf(teams.map(({ id }) => id))) {
      const { name } = teams.find(({ id }) => id === teamId)!;
      const because = alert.ownerReasons?.[alert.owners!.indexOf(teamId)] ?? null;
      const others = teams.filter(({ id }) => id !== teamId).map((team) => team.name);
      const order = this.letter.of(alert, { name, because, others });
      const dedupeKey = `alert:${alert.id}:${alert.version}:${address}`;
      await this.mails.enqueue({ ...order, to: { name: '', address }, dedupeKey, priority: 3 }, now, em);
    }
  }
}
