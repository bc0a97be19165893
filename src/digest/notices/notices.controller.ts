import { Body, Controller, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { type Caller, CurrentCaller, actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import type { CustomerNotice } from './customer-notice.entity.js';
import { NoticeChanges } from './notice.schema.js';
import { NoticesService } from './notices.service.js';

const Id = z.uuid();

interface ShownNotice extends CustomerNotice {
  /** How many are told, and why the others are not. */
  told: number;
  leftOut: Record<string, number>;
}

/** Telling customers that what they raised was shipped. */
@Controller('v1/actions/:id/notice')
export class NoticesController {
  constructor(private readonly notices: NoticesService) {}

  @Get()
  @RequireScope('read')
  async get(@Param('id', { schema: Id }) id: string): Promise<ShownNotice> {
    return this.shown(await this.notices.get(id));
  }

  /** Prepares text and list. Sends nothing. */
  @Post()
  @RequireScope('write')
  async draft(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<ShownNotice> {
    return this.shown(await this.notices.draft(id, { actor: actorOf(caller), now: new Date() }));
  }

  @Patch()
  @RequireScope('write')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: NoticeChanges }) body: NoticeChanges,
  ): Promise<ShownNotice> {
    return this.shown(await this.notices.change(id, body));
  }

  /** Approves text and list: each person on it gets one mail. This cannot be taken back. */
  @Post('approval')
  @RequireScope('surveys:send')
  async approve(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<{ told: number }> {
    return { told: await this.notices.approve(id, { actor: actorOf(caller), now: new Date() }) };
  }

  private async shown(notice: CustomerNotice): Promise<ShownNotice> {
    const rows = await this.notices.recipients(notice.id);
    const reasons = Object.groupBy(
      rows.filter(({ leftOut }) => leftOut !== null),
      ({ leftOut }) => leftOut!,
    );
    const leftOut = Object.fromEntries(Object.entries(reasons).map(([reason, some]) => [reason, some!.length]));
    return { ...notice, told: rows.filter((row) => row.leftOut === null).length, leftOut };
  }
}
