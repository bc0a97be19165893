import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { OfTeam } from '../teams/of-team.js';
import { maySeeTeam } from '../teams/team-scope.js';
import type { Delivery } from './delivery.entity.js';
import { DeliveriesService } from './deliveries.service.js';
import type { Digest } from './digest.entity.js';
import { DigestsService } from './digests.service.js';

const DigestFilter = z.object({
  team: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
type DigestFilter = z.infer<typeof DigestFilter>;

@Controller('v1/digests')
export class DigestsController {
  constructor(
    private readonly digests: DigestsService,
    private readonly deliveries: DeliveriesService,
  ) {}

  /** Digests as they were sent, newest week first. */
  @Get()
  @RequireScope('read')
  @ForTeams('own')
  async list(
    @Query({ schema: DigestFilter }) { team, limit }: DigestFilter,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: unknown[] }> {
    if (team && !maySeeTeam(caller, team)) return { items: [] };
    return { items: await this.digests.list(limit, team ? [team] : caller.teamIds) };
  }

  /** The frozen facts, the words made of them, and who got it. */
  @Get(':id')
  @RequireScope('read')
  @OfTeam('digest')
  async get(@Param('id', ParseUUIDPipe) id: string): Promise<Digest & { deliveries: Delivery[] }> {
    return { ...(await this.digests.get(id)), deliveries: await this.deliveries.list(id) };
  }

  /** Sends a further copy to everybody who still wants it. Only a person asks for this; nothing else sends twice. */
  @Post(':id/resend')
  @HttpCode(202)
  @RequireScope('write')
  @OfTeam('digest')
  async resend(@Param('id', ParseUUIDPipe) id: string): Promise<{ sent: number }> {
    return { sent: await this.deliveries.resend(await this.digests.get(id), new Date()) };
  }
}
