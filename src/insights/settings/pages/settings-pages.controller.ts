import { Body, Controller, Get, type OnModuleInit, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DateTime } from 'luxon';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { Config } from '../../../platform/config.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { InsightSettings } from '../insight-settings.service.js';
import type { SettingsBody } from '../settings.schema.js';
import { CalendarForm, CostForm, CustomersForm, weekdayRows, WeightsForm } from './settings-forms.js';

const WEIGHTS = [
  ['effort', 'Effort'],
  ['negativity', 'Negativity'],
  ['scoreEffect', 'Effect on CSAT'],
  ['trend', 'Trend'],
] as const;

/** What figures need to know beside the tickets: business hours, cost of an hour, number of customers, weights. */
@ApiExcludeController()
@RequireScope('write')
@UseGuards(AllTeamsGuard)
@Controller('settings/figures')
export class SettingsPagesController implements OnModuleInit {
  constructor(
    private readonly settings: InsightSettings,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const entry = { label: 'Hours and costs', href: '/settings/figures', order: 105, allTeams: true };
    this.pages.menu.add({ ...entry, scope: 'write', group: 'settings' });
  }

  @Get()
  @HtmlPage()
  async show(@Req() request: FastifyRequest): Promise<string> {
    const { calendar, hourlyCost, currency, priorityWeights } = await this.settings.read();
    const zone = this.config.env.TIME_ZONE;
    return this.pages.render(request, 'insights/settings/pages/figures-page', {
      title: 'Hours and costs',
      isBusiness: calendar !== null,
      zone: calendar?.zone ?? zone,
      weekdays: weekdayRows(calendar),
      holidays: (calendar?.holidays ?? []).join('\n'),
      hourlyCost: hourlyCost === null ? '' : String(hourlyCost),
      currency: currency ?? '',
      // Figures look at the last day that is over.
      day: DateTime.now().setZone(zone).minus({ days: 1 }).toISODate(),
      weights: WEIGHTS.map(([name, label]) => ({ name, label, value: String(priorityWeights[name]) })),
    });
  }

  @Post('calendar')
  @AtEdge({ form: true })
  calendar(
    @Body({ schema: CalendarForm }) calendar: CalendarForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change({ calendar }, request, reply);
  }

  @Post('cost')
  @AtEdge({ form: true })
  cost(
    @Body({ schema: CostForm }) { hourlyCost, currency }: CostForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change({ hourlyCost: hourlyCost ?? null, currency: currency ?? null }, request, reply);
  }

  @Post('weights')
  @AtEdge({ form: true })
  weights(
    @Body({ schema: WeightsForm }) priorityWeights: WeightsForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.change({ priorityWeights }, request, reply);
  }

  @Post('customers')
  @AtEdge({ form: true })
  async customers(
    @Body({ schema: CustomersForm }) { customers, day }: CustomersForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.settings.supply({ counts: [{ kind: 'customers', day, value: customers }] });
    void reply.redirect('/kpis', 303);
  }

  private async change(body: SettingsBody, { caller }: FastifyRequest, reply: FastifyReply): Promise<void> {
    await this.settings.change(body, actorOf(caller), new Date());
    void reply.redirect('/settings/figures', 303);
  }
}
