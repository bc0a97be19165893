import { Controller, Get, NotFoundException, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import { dimensionsOf, periodOf } from '../filters/filter.schema.js';
import { rootsOf } from '../filters/theme-roots.js';
import { KPI_DEFINITIONS, type KpiKey } from './definitions.js';
import { ticketsBehind } from './kpi-evidence.js';
import type { KpiFilter } from './kpi-question.js';
import { KeyParam, KpisAnswer, KpisQuery, KpiTicketsQuery } from './kpis.schema.js';
import { KpiViews } from './kpi-views.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';

@ApiTags('kpis')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/kpis')
export class KpisController {
  constructor(
    private readonly db: DataSource,
    private readonly views: KpiViews,
    private readonly settings: InsightSettings,
    private readonly config: Config,
    private readonly pager: Pager,
  ) {}

  /**
   * The figures of support with n, 95 % interval, definition and the period before; null where the data are not there. Also
   * by product, channel, plan, language, stage, team, tag, theme, day, week or month, and what figures say together.
   */
  @Get()
  @ApiOkResponse({ standardSchema: KpisAnswer as never })
  async read(@Query({ schema: KpisQuery }) { by, kpis, ...query }: KpisQuery) {
    const now = new Date();
    const order = { period: periodOf(query, now), filter: await this.filterOf(query), now };
    return this.views.view(order, {
      by,
      keys: kpis?.split(',').map((key) => key.trim()),
      zone: this.config.env.TIME_ZONE,
    });
  }

  /** What each figure means. */
  @Get('definitions')
  @ForTeams('any')
  definitions() {
    return { items: KPI_DEFINITIONS };
  }

  /** The tickets behind a figure, newest first; `value` is what each adds (minutes; 1 or 0), null when it is left out. */
  @Get(':key/tickets')
  async tickets(
    @Param('key', { schema: KeyParam }) key: KpiKey,
    @Query({ schema: KpiTicketsQuery }) { limit, cursor, ...query }: KpiTicketsQuery,
  ) {
    const now = new Date();
    const scope = ['kpi-tickets', key, query];
    const { calendar } = await this.settings.read();
    const filter = await this.filterOf(query);
    const { from, to } = periodOf(query, now);
    const question = { bounds: [from, to], filter, group: null, calendar, now };
    const page = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await ticketsBehind(this.db.manager, key, question, page);
    if (!rows)
      throw new NotFoundException({ code: 'kpi.no-tickets', message: 'Single tickets do not tell this figure.' });
    return this.pager.page(rows, limit, scope, (row) => [row.createdAt.toISOString(), row.id]);
  }

  private async filterOf(query: KpiTicketsQuery | Omit<KpisQuery, 'by' | 'kpis'>): Promise<KpiFilter> {
    const { theme } = query;
    return { ...dimensionsOf(query), ...(theme ? { themeIds: await rootsOf(this.db.manager, [theme]) } : {}) };
  }
}
