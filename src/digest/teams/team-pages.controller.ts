import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { ChannelsService, NewChannel } from '../chat/channels.service.js';
import { DryRunService } from '../routing/dry-run.service.js';
import type { RoutingFilter } from '../routing/routing-filter.js';
import { RoutingRulesService } from '../routing/routing-rules.service.js';
import { RuleForm, TeamForm } from './team-form.js';
import { dryRunView, kindWords, ruleFields, ruleViews, sendTimeWords, teamChoices } from './team-views.js';
import { TeamsService } from './teams.service.js';
import { OfTeam } from './of-team.js';
import { maySeeTeam, requireAllTeams } from './team-scope.js';

const Id = z.uuid();
/** Weeks that a rule is tried on. */
const TRIED_WEEKS = 4;

interface Tried {
  filter: RoutingFilter;
  weeks: Awaited<ReturnType<DryRunService['try']>>;
}

/** Pages on which people decide who is told what, when and where. */
@ApiExcludeController()
@Controller('teams')
export class TeamPagesController implements OnModuleInit {
  constructor(
    private readonly teams: TeamsService,
    private readonly channels: ChannelsService,
    private readonly rules: RoutingRulesService,
    private readonly dryRuns: DryRunService,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Teams', href: '/teams', order: 100, scope: 'read', group: 'settings' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const all = await this.teams.list();
    const teams = all.filter(({ id }) => maySeeTeam(request.caller, id));
    const rules = await this.rules.list();
    const rows = teams.map((team) => ({
      ...team,
      kindWords: kindWords(team.kind),
      when: sendTimeWords(team),
      people: team.recipients.length,
      rules: rules.filter(({ teamId }) => teamId === team.id).length,
    }));
    const presets = { kind: 'product', sendWeekday: 1, sendHour: 8, whenQuiet: 'send', timeZone: '' } as const;
    return this.pages.render(request, 'digest/teams/teams-page', {
      title: 'Teams',
      teams: rows,
      isUnclaimed: all.length > 0 && !all.some(({ isDefaultOwner }) => isDefaultOwner),
      team: { ...presets, name: '', recipients: [], isDefaultOwner: all.length === 0, isNew: true, pausedAt: null },
      choices: teamChoices(presets),
    });
  }

  @Post()
  @RequireScope('write')
  @AtEdge({ form: true })
  async create(
    @Body({ schema: TeamForm }) form: TeamForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    requireAllTeams(caller);
    const { paused: _, ...wanted } = form;
    const { id } = await this.teams.create(wanted, new Date());
    void reply.redirect(`/teams/${id}`, 303);
  }

  @Get(':id')
  @OfTeam('team')
  @RequireScope('read')
  @HtmlPage()
  show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.page(request, id, null);
  }

  @Post(':id')
  @OfTeam('team')
  @RequireScope('write')
  @AtEdge({ form: true })
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TeamForm }) form: TeamForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.teams.change(id, form, new Date());
    void reply.redirect(`/teams/${id}`, 303);
  }

  @Post(':id/rooms')
  @OfTeam('team')
  @RequireScope('write')
  @AtEdge({ form: true })
  async addRoom(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NewChannel }) form: NewChannel,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.channels.create(id, form, new Date());
    void reply.redirect(`/teams/${id}#rooms`, 303);
  }

  @Post(':id/rooms/:room/remove')
  @OfTeam('team')
  @RequireScope('write')
  @AtEdge({ form: true })
  async removeRoom(
    @Param('id', { schema: Id }) id: string,
    @Param('room', { schema: Id }) room: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.channels.remove(id, room);
    void reply.redirect(`/teams/${id}#rooms`, 303);
  }

  /** Tries a rule on the last weeks, or adds it. */
  @Post(':id/rules')
  @OfTeam('team')
  @HttpCode(200)
  @RequireScope('write')
  @AtEdge({ form: true })
  @HtmlPage()
  async rule(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RuleForm }) { act, filter }: RuleForm,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    if (act === 'add') {
      await this.rules.create(id, filter, new Date());
      return this.page(request, id, null);
    }
    const weeks = await this.dryRuns.try(id, filter, TRIED_WEEKS, new Date());
    return this.page(request, id, { filter, weeks });
  }

  @Post(':id/rules/:rule/remove')
  @OfTeam('team')
  @RequireScope('write')
  @AtEdge({ form: true })
  async removeRule(
    @Param('id', { schema: Id }) id: string,
    @Param('rule', { schema: Id }) rule: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const own = (await this.rules.list()).some((each) => each.id === rule && each.teamId === id);
    if (own) await this.rules.remove(rule);
    void reply.redirect(`/teams/${id}#rules`, 303);
  }

  private async page(request: FastifyRequest, id: string, tried: Tried | null): Promise<string> {
    const team = await this.teams.get(id);
    return this.pages.render(request, 'digest/teams/team-page', {
      title: team.name,
      team: { ...team, isNew: false },
      when: sendTimeWords(team),
      kindWords: kindWords(team.kind),
      choices: teamChoices(team),
      rooms: await this.channels.list(id),
      rules: ruleViews(await this.rules.list(), id),
      rule: ruleFields(tried?.filter ?? {}),
      dryRun: tried ? dryRunView(tried.filter, tried.weeks, await this.teams.list(), id) : null,
      stopped: await this.teams.unsubscribed(id),
    });
  }
}
