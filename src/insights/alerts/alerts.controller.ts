import { Body, Controller, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import { AlertList } from './alert-list.service.js';
import { alertView } from './alert-view.js';
import { AlertAnswer, AlertFeedbackQuery, AlertsAnswer, AlertsQuery, Snooze } from './alerts.schema.js';

const Id = z.uuid();

@ApiTags('trends')
@RequireScope('read')
@ForTeams('own')
@UseInterceptors(FieldSelection)
@Controller('v1/alerts')
export class AlertsController {
  constructor(
    private readonly alerts: AlertList,
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
    return { ...page, items: page.items.map(alertView) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: AlertAnswer as never })
  async read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return alertView(await this.alerts.get(id, caller.teamIds));
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
    return alertView(await this.alerts.snooze(id, until ? new Date(until) : null, actorOf(caller), new Date()));
  }
}
