import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { type Caller, CurrentCaller, actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
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
  async list(@Query({ schema: ActionFilter }) filter: ActionFilter): Promise<{ items: Action[] }> {
    return { items: await this.actions.list(filter) };
  }

  @Get(':id')
  @RequireScope('read')
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<Action & { history: ActionEvent[] }> {
    return { ...(await this.actions.get(id)), history: await this.actions.history(id) };
  }

  @Post()
  @RequireScope('write')
  create(@Body({ schema: NewAction }) body: NewAction, @CurrentCaller() caller: Caller): Promise<Action> {
    return this.actions.create(body, { actor: actorOf(caller), now: new Date() });
  }

  /** Moves an action on. Setting the status to shipped starts the measurement of its effect. */
  @Patch(':id')
  @RequireScope('write')
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ActionChanges }) body: ActionChanges,
    @CurrentCaller() caller: Caller,
  ): Promise<Action> {
    return this.actions.change(id, body, { actor: actorOf(caller), now: new Date() });
  }
}
