import { Injectable } from '@nestjs/common';
import { Config } from '../../../platform/config.js';
import { Pager } from '../../../platform/http/page.js';
import { TrendViews } from '../../trends/trend-views.service.js';
import { AlertList } from '../alert-list.service.js';
import type { AlertRow } from '../alert.entity.js';
import type { TrendItem } from '../../trends/trend-picture.js';
import { alertCard, lifeLines } from './alert-page-views.js';

const DAY_MS = 86_400_000;
const CHART_DAYS = 28;
const SHOWN = 25;
/** All that are open, in practice: the rules allow a few a week. */
const MOST_OPEN = 200;
const SHOWN_MESSAGES = 50;

export type AlertTab = 'open' | 'snoozed' | 'resolved';

/** Alerts with the days around them. */
@Injectable()
export class AlertReader {
  constructor(
    private readonly alerts: AlertList,
    private readonly trends: TrendViews,
    private readonly pager: Pager,
    private readonly config: Config,
  ) {}

  async list(tab: AlertTab, cursor: string | undefined, teams: readonly string[], now: Date) {
    const scope = ['alerts-page', tab, teams];
    const after = this.pager.after(cursor, scope);
    if (tab === 'resolved') {
      const rows = await this.alerts.list({ state: 'resolved' }, SHOWN + 1, after, teams);
      const page = this.pager.page(rows, SHOWN, scope, (row) => [row.raisedAt.toISOString(), row.id]);
      return { alerts: await this.cards(page.items, new Map(), now), nextCursor: page.meta.nextCursor };
    }
    const open = await this.alerts.list({ state: 'open' }, MOST_OPEN, null, teams);
    const isSnoozed = ({ snoozedUntil }: AlertRow) => snoozedUntil !== null && snoozedUntil > now;
    const wanted = open.filter((row) => isSnoozed(row) === (tab === 'snoozed'));
    const trends = await this.trendsOf(wanted, now);
    return { alerts: await this.cards(wanted, trends, now), nextCursor: null };
  }

  async read(id: string, teams: readonly string[], now: Date) {
    const row = await this.alerts.get(id, teams);
    const end = new Date(Math.min(now.getTime(), row.windowTo.getTime() + CHART_DAYS * DAY_MS));
    const [trends, messages, { life }] = await Promise.all([
      this.trendsOf([row], end, 2 * CHART_DAYS),
      this.alerts.feedback(id, SHOWN_MESSAGES, null),
      this.alerts.withLife(id, teams),
    ]);
    const [alert] = await this.cards([row], trends, now);
    return { alert: alert!, messages, life: lifeLines(life) };
  }

  private async cards(rows: readonly AlertRow[], trends: ReadonlyMap<string, TrendItem>, now: Date) {
    const views = await this.alerts.shown(rows);
    const zone = this.config.env.TIME_ZONE;
    return rows.map((row, i) => alertCard({ row, view: views[i]! }, trends.get(row.themeId ?? ''), zone, now));
  }

  /** Days of the themes that alerts are about; a burst in no theme has none. */
  private async trendsOf(rows: readonly AlertRow[], to: Date, days = CHART_DAYS): Promise<Map<string, TrendItem>> {
    const themes = new Set(
      rows.flatMap(({ themeId, measure }) => (themeId && measure === 'contacts' ? [themeId] : [])),
    );
    if (themes.size === 0) return new Map();
    const period = { from: new Date(to.getTime() - days * DAY_MS), to };
    const zone = this.config.env.TIME_ZONE;
    const { items } = await this.trends.series({ thing: 'theme', step: 'day', period, zone, filter: {} });
    return new Map(items.filter(({ id }) => themes.has(id)).map((item) => [item.id, item]));
  }
}
