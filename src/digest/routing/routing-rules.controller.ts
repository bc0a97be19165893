import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { z } from 'zod';
import { RequireScope } from '../../platform/auth/public.js';
import { RoutingFilter } from './routing-filter.js';
import type { RoutingRule } from './routing-rule.entity.js';
import type { DryRunWeek } from './dry-run.js';
import { DryRunService } from './dry-run.service.js';
import { RoutingRulesService } from './routing-rules.service.js';

const NewRoutingRule = z.object({ teamId: z.uuid(), filter: RoutingFilter });
type NewRoutingRule = z.infer<typeof NewRoutingRule>;

const TriedRule = NewRoutingRule.extend({ weeks: z.int().min(1).max(8).default(4) });
type TriedRule = z.infer<typeof TriedRule>;

@Controller('v1/routing-rules')
export class RoutingRulesController {
  constructor(
    private readonly rules: RoutingRulesService,
    private readonly dryRuns: DryRunService,
  ) {}

  /** Which team gets what. An item that no rule claims goes to the default owner. */
  @Get()
  @RequireScope('read')
  async list(): Promise<{ items: RoutingRule[] }> {
    return { items: await this.rules.list() };
  }

  @Post()
  @RequireScope('write')
  create(@Body({ schema: NewRoutingRule }) body: NewRoutingRule): Promise<RoutingRule> {
    return this.rules.create(body.teamId, body.filter, new Date());
  }

  /** What a rule would have claimed in the last weeks, and who gets those items now. Stores and sends nothing. */
  @Post('dry-run')
  @HttpCode(200)
  @RequireScope('read')
  async dryRun(@Body({ schema: TriedRule }) { teamId, filter, weeks }: TriedRule): Promise<{ items: DryRunWeek[] }> {
    return { items: await this.dryRuns.try(teamId, filter, weeks, new Date()) };
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('write')
  remove(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.rules.remove(id);
  }
}
