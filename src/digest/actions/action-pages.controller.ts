import { Body, Controller, Get, Header, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import type { Team } from '../teams/team.entity.js';
import { TeamsService } from '../teams/teams.service.js';
import type { Action } from './action.entity.js';
import { actionChartSvg, actionChartWords, type ActionSeries } from './action-chart.js';
import { ActionForm, ActionListQuery, NewActionForm } from './action-form.js';
import { ActionReadingService, themeOf } from './action-reading.service.js';
import { isOverdue, shippedDay, shippedInstant } from './action-days.js';
import { dayWords, effectRows, historyRows, STATUS_WORDS, statusChoices, verdictBadge } from './action-views.js';
import { ActionsService } from './actions.service.js';
import { issueOfUrl } from './issue-url.js';
import { ActionPanels } from './action-panels.service.js';
import { OfTeam } from '../teams/of-team.js';
import { maySeeTeam, requireTeam } from '../teams/team-scope.js';

const Id = z.uuid();
/** Weeks of the small charts in the list. */
const LISTED_WEEKS = 13;

/** What teams decided to do, where it stands, and whether it worked. */
@ApiExcludeController()
@Controller('actions')
export class ActionPagesController implements OnModuleInit {
  constructor(
    private readonly actions: ActionsService,
    private readonly reading: ActionReadingService,
    private readonly teams: TeamsService,
    private readonly panels: ActionPanels,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Actions', href: '/actions', order: 20, scope: 'read', group: 'act' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(
    @Query({ schema: ActionListQuery }) { team, status }: ActionListQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const now = new Date();
    const listed = await this.actions.list({ ...(team && { team }) });
    const all = listed.filter(({ teamId }) => maySeeTeam(request.caller, teamId));
    const actions = all.filter((action) => !status || action.status === status);
    const teams = (await this.teams.list()).filter(({ id }) => maySeeTeam(request.caller, id));
    return this.pages.render(request, 'digest/actions/actions-page', {
      title: 'Actions',
      team: team ?? null,
      status: status ?? null,
      counts: statusChoices(status ?? null).map((choice) => ({
        ...choice,
        count: all.filter((action) => action.status === choice.value).length,
      })),
      total: all.length,
      teams: teams.map(({ id, name }) => ({ id, name, isChosen: id === team })),
      themes: await this.reading.themeChoices(),
      actions: await this.rows(actions, new Map(teams.map((own) => [own.id, own])), now),
    });
  }

  @Post()
  @RequireScope('write')
  @AtEdge({ form: true })
  async create(
    @Body({ schema: NewActionForm }) form: NewActionForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    requireTeam(caller, form.teamId);
    await this.teams.get(form.teamId);
    const { id } = await this.actions.create(form, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}`, 303);
  }

  @Get(':id')
  @OfTeam('action')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const action = await this.actions.get(id);
    const team = await this.teams.get(action.teamId);
    const zone = team.timeZone;
    const theme = themeOf(action);
    const effects = (await this.reading.effectsOf([id])).get(id) ?? [];
    const series = theme ? await this.series(action, theme, zone) : null;
    const last = effects.at(-1);
    return this.pages.render(request, 'digest/actions/action-page', {
      title: action.title,
      action,
      team,
      theme: theme ? { id: theme, label: (await this.reading.themeLabel(theme)) ?? 'a theme that is gone' } : null,
      statusWords: STATUS_WORDS[action.status],
      statuses: statusChoices(action.status),
      isOverdue: isOverdue(action, new Date(), zone),
      verdict: last ? verdictBadge(last) : null,
      effects: effectRows(effects),
      chart: series?.values.length ? { words: actionChartWords(series) } : null,
      history: historyRows(await this.actions.history(id), zone).reverse(),
      shippedOn: shippedDay(action, zone) ?? '',
      shippedWords: action.shippedAt ? dayWords(action.shippedAt, zone) : null,
      link: action.outsideUrl ? issueOfUrl(action.outsideUrl) : null,
      ...(await this.panels.of(action)),
    });
  }

  @Get(':id/chart.svg')
  @OfTeam('action')
  @RequireScope('read')
  @Header('content-type', 'image/svg+xml')
  async chart(@Param('id', { schema: Id }) id: string): Promise<string> {
    const action = await this.actions.get(id);
    const theme = themeOf(action);
    const empty = { starts: [], values: [], shippedAt: null, zone: 'UTC' };
    const { timeZone } = await this.teams.get(action.teamId);
    return actionChartSvg(theme ? await this.series(action, theme, timeZone) : empty);
  }

  @Post(':id')
  @OfTeam('action')
  @RequireScope('write')
  @AtEdge({ form: true })
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) { shippedOn, ...form }: ActionForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const action = await this.actions.get(id);
    const { timeZone } = await this.teams.get(action.teamId);
    const changes = shippedOn ? { ...form, shippedAt: shippedInstant(shippedOn, action, timeZone) } : form;
    await this.actions.change(id, changes, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}`, 303);
  }

  private async series(action: Action, theme: string, zone: string): Promise<ActionSeries> {
    const { starts, contacts } = await this.reading.weeksOf([action], new Date(), { zone });
    return { starts, values: contacts.get(theme) ?? [], shippedAt: action.shippedAt, zone };
  }

  private async rows(actions: Action[], teams: ReadonlyMap<string, Pick<Team, 'name' | 'timeZone'>>, now: Date) {
    const effects = await this.reading.effectsOf(actions.map(({ id }) => id));
    const { contacts } = await this.reading.weeksOf(actions, now, { weeks: LISTED_WEEKS });
    return actions.map((action) => {
      const last = effects.get(action.id)?.at(-1);
      const zone = teams.get(action.teamId)?.timeZone ?? 'UTC';
      const weekly = contacts.get(themeOf(action) ?? '') ?? null;
      return {
        ...action,
        statusWords: STATUS_WORDS[action.status],
        team: teams.get(action.teamId)?.name ?? '',
        shippedWords: action.shippedAt ? dayWords(action.shippedAt, zone) : null,
        isOverdue: isOverdue(action, now, zone),
        verdict: last ? verdictBadge(last) : null,
        weekly,
        weeklyWords: weekly ? `Contacts a week: ${weekly.join(', ')}` : '',
      };
    });
  }
}
