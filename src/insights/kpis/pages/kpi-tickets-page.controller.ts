import { Controller, Get, NotFoundException, Param, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { Config } from '../../../platform/config.js';
import { Pager } from '../../../platform/http/page.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { pageDimensions, pagePeriod, pageQuery, periodWords } from '../../filters/page-filter.js';
import { labelsOf, rootsOf } from '../../filters/theme-roots.js';
import { InsightSettings } from '../../settings/insight-settings.service.js';
import { KPI_DEFINITIONS, type KpiDefinition, type KpiKey } from '../definitions.js';
import { type KpiTicket, ticketsBehind } from '../kpi-evidence.js';
import { KeyParam } from '../kpis.schema.js';
import { KpiTicketsPageQuery } from './kpi-page.schema.js';
import { kpiText } from './kpi-words.js';

const SHOWN = 50;

/** The tickets behind a figure, newest first, the same as the API lists. */
@ApiExcludeController()
@RequireScope('read')
@UseGuards(AllTeamsGuard)
@Controller('kpis')
export class KpiTicketsPageController {
  constructor(
    private readonly db: DataSource,
    private readonly settings: InsightSettings,
    private readonly pager: Pager,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  @Get(':key/tickets')
  @HtmlPage()
  async show(
    @Param('key', { schema: KeyParam }) key: KpiKey,
    @Query({ schema: KpiTicketsPageQuery }) { cursor, theme, ...query }: KpiTicketsPageQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const now = new Date();
    const zone = this.config.env.TIME_ZONE;
    const period = pagePeriod(query, { now, zone });
    const { calendar } = await this.settings.read();
    const themeIds = theme ? await rootsOf(this.db.manager, [theme]) : null;
    const filter = { ...pageDimensions(query), ...(themeIds ? { themeIds } : {}) };
    const question = { bounds: [period.from, period.to], filter, group: null, calendar, now };
    const scope = ['kpi-tickets-page', key, theme, query];
    const page = { limit: SHOWN + 1, after: this.pager.after(cursor, scope) };
    const rows = await ticketsBehind(this.db.manager, key, question, page);
    if (!rows)
      throw new NotFoundException({ code: 'kpi.no-tickets', message: 'Single tickets do not tell this figure.' });
    const { items, meta } = this.pager.page(rows, SHOWN, scope, (row) => [row.createdAt.toISOString(), row.id]);
    const definition = KPI_DEFINITIONS.find((one) => one.key === key)!;
    const label = themeIds?.length ? ((await labelsOf(this.db.manager, themeIds)).get(themeIds[0]!) ?? null) : null;
    return this.pages.render(request, 'insights/kpis/pages/kpi-tickets-page', {
      title: `Tickets behind: ${definition.name}`,
      definition,
      theme: theme && label ? { id: theme, label } : null,
      dimensions: Object.values(pageDimensions(query)),
      periodWords: periodWords(period, zone),
      tickets: items.map((ticket) => ({ ...ticket, adds: addsText(ticket, definition) })),
      back: `/kpis${pageQuery(query, { theme })}`,
      next: meta.nextCursor && `/kpis/${key}/tickets${pageQuery(query, { theme, cursor: meta.nextCursor })}`,
    });
  }
}

/** What a ticket adds to the figure. */
function addsText({ value }: KpiTicket, { unit, key }: KpiDefinition): string {
  if (value === null) return 'left out';
  if (key === 'tickets') return 'counts';
  if (unit === 'percent') return value ? 'yes' : 'no';
  return kpiText(value, unit);
}
