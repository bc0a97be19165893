import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common';
import { type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { OfTeam } from './of-team.js';
import { NewTeam, TeamChanges } from './team.schema.js';
import { maySeeTeam } from './team-scope.js';
import { TeamsService, type TeamWithRecipients } from './teams.service.js';

@Controller('v1/teams')
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  /** Teams with their hour, zone and recipients. */
  @Get()
  @RequireScope('read')
  @ForTeams('own')
  async list(@CurrentCaller() caller: Caller): Promise<{ items: TeamWithRecipients[] }> {
    return { items: (await this.teams.list()).filter(({ id }) => maySeeTeam(caller, id)) };
  }

  @Get(':id')
  @RequireScope('read')
  @OfTeam('team')
  get(@Param('id', ParseUUIDPipe) id: string): Promise<TeamWithRecipients> {
    return this.teams.get(id);
  }

  @Post()
  @RequireScope('write')
  create(@Body({ schema: NewTeam }) body: NewTeam): Promise<TeamWithRecipients> {
    return this.teams.create(body, new Date());
  }

  @Patch(':id')
  @RequireScope('write')
  @OfTeam('team')
  change(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: TeamChanges }) body: TeamChanges,
  ): Promise<TeamWithRecipients> {
    return this.teams.change(id, body, new Date());
  }
}
