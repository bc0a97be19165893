import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config.js';
import { type PageFilter, pageDimensions, pagePeriod } from '../../filters/page-filter.js';
import { rootsOf } from '../../filters/theme-roots.js';
import { InsightSettings } from '../../settings/insight-settings.service.js';
import { KpiViews } from '../kpi-views.service.js';
import type { KpisQuery } from '../kpis.schema.js';
import { KpisService } from '../kpis.service.js';
import { groupTable, kpiCards, readingRows, trendWeeks } from './kpi-cards.js';

export interface OverviewOrder {
  query: PageFilter & { theme?: string | undefined };
  by?: KpisQuery['by'] | undefined;
  now: Date;
}

/** What the page of figures shows: the figures of the API, with the weeks before them. */
@Injectable()
export class KpiOverview {
  constructor(
    private readonly db: DataSource,
    private readonly views: KpiViews,
    private readonly kpis: KpisService,
    private readonly settings: InsightSettings,
    private readonly config: Config,
  ) {}

  /** The figures alone, as a table of them needs. */
  async figures({ query, by, now }: OverviewOrder) {
    return this.views.view(await this.orderOf(query, now), { by, zone: this.config.env.TIME_ZONE });
  }

  async read({ query, by, now }: OverviewOrder) {
    const zone = this.config.env.TIME_ZONE;
    const order = await this.orderOf(query, now);
    const weeks = trendWeeks(order.period, zone);
    const view = await this.views.view(order, { by, zone });
    const byWeek = await this.kpis.by({ ...order, period: weeks }, { kind: 'time', step: 'week', zone });
    const { currency } = await this.settings.read();
    const { period, before, hours } = view;
    return {
      period,
      before,
      hours,
      readings: readingRows(view, currency),
      ...kpiCards(view, { query, weeks, byWeek, zone, currency }),
      table: by ? groupTable(view, by, currency) : null,
    };
  }

  private async orderOf(query: OverviewOrder['query'], now: Date) {
    const period = pagePeriod(query, { now, zone: this.config.env.TIME_ZONE });
    const themes = query.theme ? { themeIds: await rootsOf(this.db.manager, [query.theme]) } : {};
    return { period, filter: { ...pageDimensions(query), ...themes }, now };
  }
}
