import { BadRequestException, Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { InsightSettings } from '../../settings/insight-settings.service.js';
import { AlertDecisions } from '../alert-decisions.service.js';
import { AlertList } from '../alert-list.service.js';
import { Judging, Resolution } from '../alerts.schema.js';
import { QuietForm, SnoozeForm } from './alert-page.schema.js';

const Id = z.uuid();
const DAY_MS = 86_400_000;

/** The forms on the pages of alerts. */
@ApiExcludeController()
@RequireScope('write')
@Controller('alerts')
export class AlertFormsController {
  constructor(
    private readonly alerts: AlertList,
    private readonly decisions: AlertDecisions,
    private readonly settings: InsightSettings,
  ) {}

  /** No days wake it. */
  @Post(':id/snooze')
  @AtEdge({ form: true })
  async snooze(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SnoozeForm }) { days }: SnoozeForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.alerts.get(id, caller.teamIds);
    const now = new Date();
    const until = days ? new Date(now.getTime() + days * DAY_MS) : null;
    await this.decisions.snooze(id, until, actorOf(caller), now);
    void reply.redirect(`/alerts/${id}`, 303);
  }

  @Post(':id/judge')
  @AtEdge({ form: true })
  async judge(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Judging }) { judged }: Judging,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.judge(id, judged, actorOf(caller), new Date());
    void reply.redirect(`/alerts/${id}`, 303);
  }

  @Post(':id/resolve')
  @AtEdge({ form: true })
  async resolve(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Resolution }) { reason }: Resolution,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.resolve(id, reason, actorOf(caller), new Date());
    void reply.redirect(`/alerts/${id}`, 303);
  }

  @Post(':id/reopen')
  @AtEdge({ form: true })
  async reopen(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.alerts.get(id, caller.teamIds);
    await this.decisions.reopen(id, actorOf(caller), new Date());
    void reply.redirect(`/alerts/${id}`, 303);
  }

  /** Both empty: no quiet hours. */
  @Post('quiet-hours')
  @UseGuards(AllTeamsGuard)
  @AtEdge({ form: true })
  async quiet(
    @Body({ schema: QuietForm }) { from, to }: QuietForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!from !== !to)
      throw new BadRequestException({ code: 'alert.quiet-hours', message: 'Give both times or none.' });
    await this.settings.change({ quietHours: from && to ? { from, to } : null }, actorOf(caller), new Date());
    void reply.redirect('/alerts#settings', 303);
  }
}
