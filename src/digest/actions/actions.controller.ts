import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { type Caller, CurrentCaller, actorOf } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { OfTeam } from '../teams/of-team.js';
import { maySeeTeam, requireTeam } from '../teams/team-scope.js';
import type { Action } from './action.entity.js';
import type { ActionEvent } from './action-event.entity.js';
import { ActionChanges, ActionFilter, NewAction } from './action.schema.js';
import { ActionsService } from './actions.service.js';

@Controller('v1/actions')
export class ActionsController {
  constructor(private readonly actions: ActionsService) {}

  /** What teams decided to do, newest first. */
  @Get()
  @RequireScope('read')
  @ForTeams('own')
  async list(
    @Query({ schema: ActionFilter }) filter: ActionFilter,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: Action[] }> {
    return { items: (await this.actions.list(filter)).filter(({ teamId }) => maySeeTeam(caller, teamId)) };
  }

  @Get(':id')
  @RequireScope('read')
  @OfTeam('action')
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<Action & { history: ActionEvent[] }> {
    return { ...(await this.actions.get(id)), history: await this.actions.history(id) };
  }

  @Post()
  @RequireScope('write')
  @ForTeams('own')
  create(@Body({ schema: NewAction }) body: NewAction, @CurrentCaller() caller: Caller): Promise<Action> {
    requireTeam(caller, body.teamId);
    return this.actions.create(body, { actor: actorOf(caller), now: new Date() });
  }

  /** Moves an action on. Setting the status to shipped starts the measurement of its effect. */
  @Patch(':id')
  @RequireScope('write')
  @OfTeam('action')
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ActionChanges }) body: ActionChanges,
    @CurrentCaller() caller: Caller,
  ): Promise<Action> {
    return this.actions.change(id, body, { actor: actorOf(caller), now: new Date() });
  }
}
