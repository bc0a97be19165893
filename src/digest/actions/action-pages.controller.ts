import { Body, Controller, Get, Header, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { TeamsService } from '../teams/teams.service.js';
import type { Action } from './action.entity.js';
import { actionChartSvg, actionChartWords, type ActionSeries } from './action-chart.js';
import { ActionForm, ActionListQuery, NewActionForm } from './action-form.js';
import { ActionReadingService, themeOf } from './action-reading.service.js';
import { effectRows, historyRows, isOverdue, STATUS_WORDS, statusChoices, verdictBadge } from './action-views.js';
import { ActionsService } from './actions.service.js';
import { issueOfUrl } from './issue-url.js';
import { ActionPanels } from './action-panels.service.js';

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
    const all = await this.actions.list({ ...(team && { team }) });
    const actions = all.filter((action) => !status || action.status === status);
    const teams = await this.teams.list();
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
      actions: await this.rows(actions, new Map(teams.map(({ id, name }) => [id, name])), now),
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
    await this.teams.get(form.teamId);
    const { id } = await this.actions.create(form, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}`, 303);
  }

  @Get(':id')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const action = await this.actions.get(id);
    const theme = themeOf(action);
    const effects = (await this.reading.effectsOf([id])).get(id) ?? [];
    const series = theme ? await this.series(action, theme) : null;
    const last = effects.at(-1);
    return this.pages.render(request, 'digest/actions/action-page', {
      title: action.title,
      action,
      team: await this.teams.get(action.teamId),
      theme: theme ? { id: theme, label: (await this.reading.themeLabel(theme)) ?? 'a theme that is gone' } : null,
      statusWords: STATUS_WORDS[action.status],
      statuses: statusChoices(action.status),
      isOverdue: isOverdue(action, new Date()),
      verdict: last ? verdictBadge(last) : null,
      effects: effectRows(effects),
      chart: series ? { words: actionChartWords(series) } : null,
      history: historyRows(await this.actions.history(id)).reverse(),
      shippedOn: action.shippedAt?.toISOString().slice(0, 10) ?? '',
      link: action.outsideUrl ? issueOfUrl(action.outsideUrl) : null,
      ...(await this.panels.of(action)),
    });
  }

  @Get(':id/chart.svg')
  @RequireScope('read')
  @Header('content-type', 'image/svg+xml')
  async chart(@Param('id', { schema: Id }) id: string): Promise<string> {
    const action = await this.actions.get(id);
    const theme = themeOf(action);
    const empty = { starts: [], values: [], shippedAt: null };
    return actionChartSvg(theme ? await this.series(action, theme) : empty);
  }

  @Post(':id')
  @RequireScope('write')
  @AtEdge({ form: true })
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ActionForm }) form: ActionForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { shippedAt } = await this.actions.get(id);
    const changes = keepsDay(form, shippedAt) ? { ...form, shippedAt: shippedAt!.toISOString() } : form;
    await this.actions.change(id, changes, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}`, 303);
  }

  private async series(action: Action, theme: string): Promise<ActionSeries> {
    const { starts, contacts } = await this.reading.weeksOf([action], new Date());
    return { starts, values: contacts.get(theme) ?? [], shippedAt: action.shippedAt };
  }

  private async rows(actions: Action[], teamNames: Map<string, string>, now: Date) {
    const effects = await this.reading.effectsOf(actions.map(({ id }) => id));
    const { contacts } = await this.reading.weeksOf(actions, now, LISTED_WEEKS);
    return actions.map((action) => {
      const last = effects.get(action.id)?.at(-1);
      const weekly = contacts.get(themeOf(action) ?? '') ?? null;
      return {
        ...action,
        statusWords: STATUS_WORDS[action.status],
        team: teamNames.get(action.teamId) ?? '',
        isOverdue: isOverdue(action, now),
        verdict: last ? verdictBadge(last) : null,
        weekly,
        weeklyWords: weekly ? `Contacts a week: ${weekly.join(', ')}` : '',
      };
    });
  }
}

/** The form knows days only: an unchanged day must not move the hour, or the effect would be read anew. */
function keepsDay(form: ActionForm, shippedAt: Date | null): boolean {
  return shippedAt !== null && form.shippedAt?.slice(0, 10) === shippedAt.toISOString().slice(0, 10);
}
