import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { ListGoals, NewGoal } from './goal.schema.js';
import { kpiEvidence } from '../kpis/kpi-evidence-url.js';
import { type GoalProgress, GoalsService } from './goals.service.js';

const Id = z.uuid();

@ApiTags('kpis')
@Controller('v1/goals')
export class GoalsController {
  constructor(private readonly goals: GoalsService) {}

  /** Targets with a date and where they stand, by the interval of the figure and not by the figure alone; soonest first. */
  @Get()
  @RequireScope('read')
  async list(@Query({ schema: ListGoals }) { at }: ListGoals) {
    return { items: (await this.goals.progress(at ? new Date(at) : new Date())).map(goalView) };
  }

  @Get(':id')
  @RequireScope('read')
  async read(@Param('id', { schema: Id }) id: string) {
    return goalView(await this.goals.progressOf(await this.goals.get(id), new Date()));
  }

  @Post()
  @RequireScope('write')
  async create(@Body({ schema: NewGoal }) body: NewGoal, @CurrentCaller() caller: Caller) {
    const now = new Date();
    return goalView(await this.goals.progressOf(await this.goals.create(body, actorOf(caller), now), now));
  }

  /** Ends a goal; it is shown no more. */
  @Delete(':id')
  @HttpCode(204)
  @RequireScope('write')
  end(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    return this.goals.end(id, actorOf(caller), new Date());
  }
}

export function goalView({ goal, period, kpi, status, sentence }: GoalProgress) {
  const { id, name, target, direction, by, windowDays, filter, createdAt, endedAt } = goal;
  const { value, n, interval, unit } = kpi;
  const figure = { key: goal.kpi, value, n, interval, unit, evidence: kpiEvidence(goal.kpi, { period, filter }) };
  return {
    id,
    name,
    kpi: figure,
    target,
    direction,
    by,
    windowDays,
    filter,
    period,
    status,
    sentence,
    createdAt,
    endedAt,
  };
}
