import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Caller, CurrentCaller, actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import type { Action } from '../actions/action.entity.js';
import { OutsideIssuesService } from './outside-issues.service.js';
import { NewTracker } from './tracker.schema.js';
import { type ShownTracker, TrackersService } from './trackers.service.js';

const Id = z.uuid();
const NewIssue = z.object({ trackerId: z.uuid() });
type NewIssue = z.infer<typeof NewIssue>;

@Controller('v1')
export class TrackersController {
  constructor(
    private readonly trackers: TrackersService,
    private readonly issues: OutsideIssuesService,
  ) {}

  /** Projects in GitHub and GitLab in which issues can be made. Tokens are never shown. */
  @Get('trackers')
  @RequireScope('read')
  async list(): Promise<{ items: ShownTracker[] }> {
    return { items: await this.trackers.list() };
  }

  /** Adds a project. The answer holds the secret for its webhook, this once. */
  @Post('trackers')
  @RequireScope('admin')
  create(@Body({ schema: NewTracker }) body: NewTracker): Promise<ShownTracker & { webhookSecret: string }> {
    return this.trackers.create(body, new Date());
  }

  @Delete('trackers/:id')
  @HttpCode(204)
  @RequireScope('admin')
  remove(@Param('id', { schema: Id }) id: string): Promise<void> {
    return this.trackers.remove(id, new Date());
  }

  /** Makes an issue for an action and links it, once. */
  @Post('actions/:id/issue')
  @RequireScope('write')
  createIssue(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NewIssue }) { trackerId }: NewIssue,
    @CurrentCaller() caller: Caller,
  ): Promise<Action> {
    return this.issues.create(id, trackerId, { actor: actorOf(caller), now: new Date() });
  }
}
