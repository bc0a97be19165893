import { Controller, Get, type OnModuleInit, Param, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../../platform/auth/public.js';
import { allows } from '../../../platform/auth/scopes.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { InsightSettings } from '../../settings/insight-settings.service.js';
import { AlertLoudnessReader } from '../alert-loudness.service.js';
import { Rehearsals } from '../rehearsal/rehearsals.service.js';
import { rehearsalSentence } from '../rehearsal/rehearsal-words.js';
import { AlertsPageQuery, SNOOZES } from './alert-page.schema.js';
import { loudnessWords } from './alert-page-views.js';
import { AlertReader } from './alert-reader.service.js';

const Id = z.uuid();
const TABS = [
  ['open', 'Open'],
  ['snoozed', 'Snoozed'],
  ['resolved', 'Resolved'],
];

/** What is out of the ordinary, for people: one alert per event, why it fired, and what to do about being told. */
@ApiExcludeController()
@RequireScope('read')
@Controller('alerts')
export class AlertPagesController implements OnModuleInit {
  constructor(
    private readonly reader: AlertReader,
    private readonly loudness: AlertLoudnessReader,
    private readonly rehearsals: Rehearsals,
    private readonly settings: InsightSettings,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Alerts', href: '/alerts', order: 30, scope: 'read', group: 'week' });
  }

  @Get()
  @HtmlPage()
  async list(@Query({ schema: AlertsPageQuery }) query: AlertsPageQuery, @Req() request: FastifyRequest) {
    const { state = 'open', cursor } = query;
    const now = new Date();
    const { teamIds } = request.caller;
    const [page, loudness, { quietHours }, rehearsal] = await Promise.all([
      this.reader.list(state, cursor, teamIds, now),
      this.loudness.lately(now, teamIds),
      this.settings.read(),
      teamIds.length ? null : this.rehearsals.latest(),
    ]);
    return this.pages.render(request, 'insights/alerts/pages/alerts-page', {
      title: 'Alerts',
      state,
      isOpen: state === 'open',
      tabs: TABS.map(([value, label]) => ({ value, label, isChosen: value === state })),
      alerts: page.alerts,
      next: page.nextCursor && `/alerts?${new URLSearchParams({ state, cursor: page.nextCursor })}`,
      loudness: loudnessWords(loudness),
      rehearsal: rehearsal && { sentence: rehearsalSentence(rehearsal), isDone: rehearsal.state === 'done' },
      quiet: quietHours ?? { from: '', to: '' },
      isQuiet: quietHours !== null,
      snoozes: SNOOZES.map(([days, label]) => ({ days, label })),
      mayChange: allows(request.caller.scopes, 'write'),
      maySet: allows(request.caller.scopes, 'write') && teamIds.length === 0,
    });
  }

  @Get(':id')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest) {
    const { alert, messages, life } = await this.reader.read(id, request.caller.teamIds, new Date());
    return this.pages.render(request, 'insights/alerts/pages/alert-page', {
      title: `Alert: ${alert.heading}`,
      alert,
      messages,
      life,
      snoozes: SNOOZES.map(([days, label]) => ({ days, label })),
      mayChange: allows(request.caller.scopes, 'write'),
    });
  }
}
