import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller } from '../../../platform/auth/caller.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { EventKey, RehearsalAnswer } from './rehearsal.schema.js';
import { rehearsalView } from './rehearsal-view.js';
import { Rehearsals } from './rehearsals.service.js';

/** How loud alerts would have been on the operator's own history, before anybody is told of one. */
@ApiTags('trends')
@RequireScope('read')
@Controller('v1/alerts/rehearsal')
export class RehearsalController {
  constructor(private readonly rehearsals: Rehearsals) {}

  /** The newest replay: whether it is done, alerts a week by kind, and the most recent of them with their messages. */
  @Get()
  @ApiOkResponse({ standardSchema: RehearsalAnswer as never })
  async read() {
    return rehearsalView(await this.rehearsals.latest());
  }

  /** Asks for a replay of the last half year; it runs in the background. While one waits or runs, that one is meant. */
  @Post()
  @HttpCode(202)
  @RequireScope('write')
  async ask(@CurrentCaller() caller: Caller) {
    return rehearsalView(await this.rehearsals.ask(actorOf(caller), new Date()));
  }

  /** The messages that one of its alerts rests on, masked, newest first. */
  @Get('events/:key/feedback')
  async feedback(@Param('key', { schema: EventKey }) key: number) {
    return { items: await this.rehearsals.messagesOfEvent(key) };
  }
}
