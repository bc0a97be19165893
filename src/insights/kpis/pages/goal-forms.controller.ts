import { Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import { z } from 'zod';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { Config } from '../../../platform/config.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { GoalsService } from '../../goals/goals.service.js';
import { GoalForm } from './kpi-page.schema.js';

const Id = z.uuid();
const WINDOW_DAYS = 28;

/** The forms of goals on the page of figures. */
@ApiExcludeController()
@RequireScope('write')
@UseGuards(AllTeamsGuard)
@Controller('kpis/goals')
export class GoalFormsController {
  constructor(
    private readonly goals: GoalsService,
    private readonly config: Config,
  ) {}

  @Post()
  @AtEdge({ form: true })
  async create(
    @Body({ schema: GoalForm }) { by, ...form }: GoalForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const end = DateTime.fromISO(by, { zone: this.config.env.TIME_ZONE }).plus({ days: 1 }).toJSDate().toISOString();
    await this.goals.create({ ...form, by: end, windowDays: WINDOW_DAYS, filter: {} }, actorOf(caller), new Date());
    void reply.redirect('/kpis#goals', 303);
  }

  @Post(':id/end')
  @AtEdge({ form: true })
  async end(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.goals.end(id, actorOf(caller), new Date());
    void reply.redirect('/kpis#goals', 303);
  }
}
