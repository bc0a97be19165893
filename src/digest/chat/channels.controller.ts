import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { RequireScope } from '../../platform/auth/public.js';
import { OfTeam } from '../teams/of-team.js';
import { ChannelsService, NewChannel, type ShownChannel } from './channels.service.js';

@Controller('v1/teams/:team/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  /** Chat rooms that get the team's digest. Of each address only the host is shown. */
  @Get()
  @RequireScope('read')
  @OfTeam('team', 'team')
  async list(@Param('team', ParseUUIDPipe) team: string): Promise<{ items: ShownChannel[] }> {
    return { items: await this.channels.list(team) };
  }

  @Post()
  @RequireScope('write')
  @OfTeam('team', 'team')
  create(
    @Param('team', ParseUUIDPipe) team: string,
    @Body({ schema: NewChannel }) body: NewChannel,
  ): Promise<ShownChannel> {
    return this.channels.create(team, body, new Date());
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScope('write')
  @OfTeam('team', 'team')
  remove(@Param('team', ParseUUIDPipe) team: string, @Param('id', ParseUUIDPipe) id: string): Promise<void> {
    return this.channels.remove(team, id);
  }
}
