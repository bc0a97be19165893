import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import { AlertDecisions } from './alert-decisions.service.js';
import { AlertList } from './alert-list.service.js';
import {
  AlertFeedbackQuery,
  AlertsAnswer,
  AlertsQuery,
  AlertWithLifeAnswer,
  Judging,
  Resolution,
  Snooze,
} from './alerts.schema.js';

const Id = z.uuid();

@ApiTags('trends')
@RequireScope('read')
@ForTeams('own')
@UseInterceptors(FieldSelection)
@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly alerts: AlertList,
    private readonly decisions: AlertDecisions,
    private readonly pager: Pager,
  ) {}

  /** What is out of the ordinary, newest first: one alert per event, with the sentence that says why. */
  @Get()
  @ApiOkResponse({ standardSchema: AlertsAnswer as never })
  async list(
    @Query({ schema: AlertsQuery }) { limit, cursor, fields: _, ...query }: AlertsQuery,
    @CurrentCaller() caller: Caller,
  ) {
    const scope = ['alerts', query, caller.teamIds];
    const rows = await this.alerts.list(query, limit + 1, this.pager.after(cursor, scope), caller.teamIds);
    const page = this.pager.page(rows, limit, scope, (row) => [row.raisedAt.toISOString(), row.id]);
    return { ...page, items: await this.alerts.shown(page.items) };
  }

  /** One alert with its life: raised, grown, told, snoozed, judged, resolved. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: AlertWithLifeAnswer as never })
  read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return this.alerts.withLife(id, caller.teamIds);
  }

  /** The messages it rests on, masked, newest first. */
  @Get(':id/feedback')
  async feedback(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: AlertFeedbackQuery }) { limit, cursor }: AlertFeedbackQuery,
    @CurrentCaller() caller: Caller,
  ) {
    await this.alerts.get(id, caller.teamIds);
    const scope = ['alert-feedback', id];
    const rows = await this.alerts.feedback(id, limit + 1, this.pager.after(cursor, scope));
    return this.pager.page(rows, limit, scope, (row) => [row.occurredAt.toISOString(), row.id]);
  }

  /** Nobody is told of it until the given time; null wakes it. It goes on growing meanwhile. */
  @Post(':id/snooze')
  @HttpCode(200)
  @RequireScope('write')
  async snooze(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Snooze }) { until }: Snooze,
    @CurrentCaller() caller: Caller,
  ) {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.snooze(id, until ? new Date(until) : null, actorOf(caller), new Date());
    return this.alerts.withLife(id, caller.teamIds);
  }

  /** Whether it was worth telling. Of an alert that is not useful nobody is told again. */
  @Post(':id/judge')
  @HttpCode(200)
  @RequireScope('write')
  async judge(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Judging }) { judged }: Judging,
    @CurrentCaller() caller: Caller,
  ) {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.judge(id, judged, actorOf(caller), new Date());
    return this.alerts.withLife(id, caller.teamIds);
  }

  /** It is over, or never was anything: the same messages do not raise it again, unless they become half as many again. */
  @Post(':id/resolve')
  @HttpCode(200)
  @RequireScope('write')
  async resolve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Resolution }) { reason }: Resolution,
    @CurrentCaller() caller: Caller,
  ) {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.resolve(id, reason, actorOf(caller), new Date());
    return this.alerts.withLife(id, caller.teamIds);
  }

  /** Takes a resolution by hand back; what ended by itself stays so (409). */
  @Post(':id/reopen')
  @HttpCode(200)
  @RequireScope('write')
  async reopen(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.reopen(id, actorOf(caller), new Date());
    return this.alerts.withLife(id, caller.teamIds);
  }
}
