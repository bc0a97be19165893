import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { RequireScope } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import { dimensionsOf, evidenceUrl, periodOf } from '../filters/filter.schema.js';
import { rootsOf } from '../filters/theme-roots.js';
import type { MessageFilter } from '../themes/reading/theme-messages.js';
import { TrendViews } from './trend-views.service.js';
import { SharesQuery, TrendsAnswer, TrendsQuery } from './trends.schema.js';

const DAY_MS = 86_400_000;

@ApiTags('trends')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/trends')
export class TrendsController {
  constructor(
    private readonly db: DataSource,
    private readonly trends: TrendViews,
    private readonly config: Config,
    private readonly pager: Pager,
  ) {}

  /**
   * Contacts of every theme, area, product, channel, plan, language or stage by day or week, with what was expected of each
   * and its 90 % range, and the changes of the last week that are established. Most contacts first; 12 weeks when no `from`.
   */
  @Get()
  @ApiOkResponse({ standardSchema: TrendsAnswer as never })
  async list(@Query({ schema: TrendsQuery }) query: TrendsQuery) {
    const { limit, cursor, by, step, changed, id, fields: _, ...rest } = query;
    const to = rest.to ? new Date(rest.to) : new Date();
    const period = rest.from ? periodOf(rest, to) : { from: new Date(to.getTime() - 84 * DAY_MS), to };
    const scope = ['trends', { by, step, changed, id, ...rest }];
    const after = this.pager.after(cursor, scope) as [number, string] | null;
    const order = { thing: by, step, period, zone: this.config.env.TIME_ZONE, filter: await this.filterOf(rest) };
    const { items, total, tests } = await this.trends.series(order);
    const wanted = items
      .filter((item) => (changed === 'false' || item.change) && (!id || item.id === id))
      .filter((item) => !after || item.contacts < after[0] || (item.contacts === after[0] && item.id > after[1]));
    const page = this.pager.page(wanted.slice(0, limit + 1), limit, scope, (item) => [item.contacts, item.id]);
    return { items: page.items, meta: { ...page.meta, period, total, tests } };
  }

  /**
   * Themes whose sentiment or satisfaction changed: the last days against the eight weeks before, tested together (false
   * discovery rate 10 %), strongest first. Themes with fewer than ten contacts or answers on a side are absent.
   */
  @Get('shares')
  async shares(@Query({ schema: SharesQuery }) { measure, days, ...query }: SharesQuery) {
    const to = query.to ? new Date(query.to) : new Date();
    const filter = await this.filterOf(query);
    const found = await this.trends.shares(measure, { to }, days, filter);
    const period = { from: new Date(to.getTime() - days * DAY_MS), to };
    const path = (id: string) =>
      measure === 'csat'
        ? evidenceUrl('/v1/kpis/csat/tickets', period, { theme: id })
        : evidenceUrl(`/v1/themes/${id}/feedback`, period);
    return {
      items: found.map((change) => ({ ...change, evidence: path(change.id) })),
      meta: { period, tests: found.length },
    };
  }

  private async filterOf(query: { theme?: string | undefined; product?: string | undefined }): Promise<MessageFilter> {
    const { team: _, ...dimensions } = dimensionsOf(query);
    return { ...dimensions, ...(query.theme ? { themeIds: await rootsOf(this.db.manager, [query.theme]) } : {}) };
  }
}
