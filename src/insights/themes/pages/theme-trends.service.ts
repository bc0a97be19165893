import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config.js';
import type { Period } from '../../../platform/periods.js';
import { type PageFilter, pagePeriod } from '../../filters/page-filter.js';
import type { TrendItem } from '../../trends/trend-picture.js';
import { TrendViews } from '../../trends/trend-views.service.js';
import type { MessageFilter } from '../reading/theme-messages.js';

const WEEK_MS = 7 * 86_400_000;

/** Weeks of themes and areas with what was expected, up to the end of the period that a page shows. */
@Injectable()
export class ThemeTrends {
  constructor(
    private readonly trends: TrendViews,
    private readonly config: Config,
  ) {}

  get zone(): string {
    return this.config.env.TIME_ZONE;
  }

  periodOf(query: PageFilter, now: Date): Period {
    return pagePeriod(query, { now, zone: this.zone });
  }

  /** By id, over so many weeks or as far back as there are messages. */
  async weekly(
    thing: 'theme' | 'area',
    { to }: Period,
    filter: MessageFilter,
    weeks: number,
  ): Promise<Map<string, TrendItem>> {
    const period = { from: new Date(to.getTime() - weeks * WEEK_MS), to };
    const { items } = await this.trends.series({ thing, step: 'week', period, zone: this.zone, filter });
    return new Map(items.map((item) => [item.id, item]));
  }
}
