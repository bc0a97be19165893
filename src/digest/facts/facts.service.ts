import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { themesOf } from '../../insights/themes/reading/period-themes.js';
import type { Week } from '../../platform/periods.js';
import { Action } from '../actions/action.entity.js';
import { Effect } from '../effects/effect.entity.js';
import { toActionFacts } from './action-facts.js';
import { alertsOfWeek } from './alert-facts.js';
import { DataFactsService } from './data-facts.service.js';
import type { ActionFacts, AlertFacts, DigestFacts, ThemeFacts } from './digest-facts.js';
import { toGapFacts } from './gap-facts.js';
import { TeamShare } from './team-share.service.js';
import { ThemeFactsService } from './theme-facts.service.js';
import { WeekFigures } from './week-figures.service.js';

/** Weeks shown before this one. */
const WEEKS_BEFORE = 12;

const NO_MEMORY = { answers: {}, dismissed: {}, restated: [], missed: [], heldOver: [] };

/** What was gathered of each week and zone, for as long as `now` stays the same. */
export type GatheredWeeks = Map<string, Promise<DigestFacts>>;

@Injectable()
export class FactsService {
  constructor(
    private readonly db: DataSource,
    private readonly themes: ThemeFactsService,
    private readonly figures: WeekFigures,
    private readonly coverage: DataFactsService,
    private readonly team: TeamShare,
  ) {}

  /**
   * What one team is told of a week: the items routed to it, the numbers that everybody gets, and what went before. Teams
   * that are told at the same `now` share what was gathered.
   */
  async forTeam(
    team: { id: string; timeZone: string },
    week: Week,
    now: Date,
    gathered: GatheredWeeks = new Map(),
  ): Promise<DigestFacts> {
    const key = `${week.name} ${team.timeZone}`;
    const facts = gathered.get(key) ?? this.gather(week, team.timeZone, now);
    gathered.set(key, facts);
    return this.team.of(team.id, await facts);
  }

  /** Everything that digests tell of a week, before it is divided among teams. Reads only; all numbers come from the read models. */
  async gather(week: Week, zone: string, now: Date): Promise<DigestFacts> {
    const found = await themesOf(this.db.manager, { period: week, zone, before: WEEKS_BEFORE });
    const contactsBefore = found.before.map(({ contacts }) => contacts);
    const firstWeek = contactsBefore.findIndex((contacts) => contacts > 0);
    const start = firstWeek === -1 ? contactsBefore.length : firstWeek;
    const themes = await this.themes.of(found, week, zone, start);
    const byId = new Map(themes.map((theme) => [theme.id, theme]));
    const help = await this.figures.helpOf(found.themes, week);
    const gaps = found.themes.flatMap((theme) => toGapFacts(theme, byId.get(theme.id)!, help(theme.id)) ?? []);
    return {
      week: {
        name: week.name,
        from: week.from.toISOString(),
        to: week.to.toISOString(),
        zone,
        contacts: found.total.contacts,
        customers: found.total.customers,
        contactsBefore: contactsBefore.slice(start),
      },
      themes,
      gaps,
      actions: await this.actions(byId, { now, zone }),
      ...(await this.figures.of(week, zone)),
      alerts: await this.alerts(week, byId),
      memory: NO_MEMORY,
      data: await this.coverage.of(week),
    };
  }

  private async actions(themes: Map<string, ThemeFacts>, told: { now: Date; zone: string }): Promise<ActionFacts[]> {
    const actions = await this.db.getRepository(Action).find({ order: { createdAt: 'DESC', id: 'ASC' } });
    const effects = await this.db.getRepository(Effect).findBy({ actionId: In(actions.map(({ id }) => id)) });
    return actions.flatMap((action) => {
      const own = effects.filter(({ actionId }) => actionId === action.id);
      return toActionFacts(action, own, themes.get(action.themeId ?? action.gapId ?? '')?.weekly ?? [], told) ?? [];
    });
  }

  /** An alert is routed as its theme is. */
  private async alerts(week: Week, themes: Map<string, ThemeFacts>): Promise<AlertFacts[]> {
    const alerts = await alertsOfWeek(this.db.manager, week);
    return alerts.map((alert) => ({ ...alert, dimensions: themes.get(alert.themeId ?? '')?.dimensions ?? {} }));
  }
}
