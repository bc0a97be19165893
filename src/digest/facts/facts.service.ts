import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { EmbeddingsService } from '../../insights/embedding/embeddings.service.js';
import { miningCoverage } from '../../insights/themes/reading/mining-coverage.js';
import { type PeriodThemes, themesOf } from '../../insights/themes/reading/period-themes.js';
import { TrendsService } from '../../insights/trends/trends.service.js';
import type { Week } from '../../platform/periods.js';
import { Action } from '../actions/action.entity.js';
import { Effect } from '../effects/effect.entity.js';
import { RoutingRulesService } from '../routing/routing-rules.service.js';
import { toActionFacts } from './action-facts.js';
import type { ActionFacts, DataFacts, DigestFacts, ScoreFacts, ThemeFacts } from './digest-facts.js';
import { toGapFacts } from './gap-facts.js';
import { ticketCsat } from './score-facts.js';
import { factsForTeam } from './team-facts.js';
import { toThemeFacts } from './theme-facts.js';

/** Weeks shown before this one. */
const WEEKS_BEFORE = 12;
/** Weeks that a score is compared with. */
const SCORE_WEEKS_BEFORE = 4;

@Injectable()
export class FactsService {
  constructor(
    private readonly db: DataSource,
    private readonly trends: TrendsService,
    private readonly embeddings: EmbeddingsService,
    private readonly routing: RoutingRulesService,
  ) {}

  /** What one team is told of a week: the items routed to it, and the numbers that everybody gets. */
  async forTeam(team: { id: string; timeZone: string }, week: Week, now: Date): Promise<DigestFacts> {
    return factsForTeam(await this.gather(week, team.timeZone, now), team.id, await this.routing.router());
  }

  /** Everything that digests tell of a week, before it is divided among teams. Reads only; all numbers come from the read models. */
  async gather(week: Week, zone: string, now: Date): Promise<DigestFacts> {
    const em = this.db.manager;
    const found = await themesOf(em, { period: week, zone, before: WEEKS_BEFORE });
    const trends = await this.trends.ofWeek(week, zone);
    const contactsBefore = found.before.map(({ contacts }) => contacts);
    const firstWeek = contactsBefore.findIndex((contacts) => contacts > 0);
    const start = firstWeek === -1 ? contactsBefore.length : firstWeek;
    const all = { contacts: found.total.contacts, segments: found.segments };
    const themes = found.themes.map((theme) => toThemeFacts(theme, all, trends.get(theme.id) ?? null, start));
    const byId = new Map(themes.map((theme) => [theme.id, theme]));
    const gaps = found.themes.flatMap((theme) => toGapFacts(theme, byId.get(theme.id)!) ?? []);
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
      actions: await this.actions(themes, now),
      scores: await this.scores(week, found),
      kpis: [],
      goals: [],
      data: await this.data(week),
    };
  }

  private async actions(themes: ThemeFacts[], now: Date): Promise<ActionFacts[]> {
    const actions = await this.db.getRepository(Action).find({ order: { createdAt: 'DESC', id: 'ASC' } });
    const effects = await this.db.getRepository(Effect).findBy({ actionId: In(actions.map(({ id }) => id)) });
    const weekly = new Map(themes.map(({ id, weekly: values }) => [id, values]));
    return actions.flatMap((action) => {
      const own = effects.filter(({ actionId }) => actionId === action.id);
      return toActionFacts(action, own, weekly.get(action.themeId ?? '') ?? [], now) ?? [];
    });
  }

  private async scores(week: Week, { before }: PeriodThemes): Promise<ScoreFacts[]> {
    const from = before.at(-SCORE_WEEKS_BEFORE)?.from ?? week.from;
    const csat = await ticketCsat(this.db.manager, week, { from, to: week.from });
    return csat ? [csat] : [];
  }

  private async data(week: Week): Promise<DataFacts> {
    const encoder = await this.embeddings.serving();
    const { messages, assigned, unassigned, smallTalk, otherLanguage, waiting } = await miningCoverage(
      this.db.manager,
      week,
      encoder?.languages ?? null,
    );
    const notes = waiting ? [`${waiting} messages were not read yet when this was built.`] : [];
    return {
      messages,
      assigned,
      unassigned,
      otherLanguages: otherLanguage,
      smallTalk,
      lateFromEarlierWeeks: 0,
      newestTicketAt: null,
      model: encoder ? `${encoder.name} ${encoder.fingerprint}` : 'none',
      settings: 'default',
      notes,
    };
  }
}
