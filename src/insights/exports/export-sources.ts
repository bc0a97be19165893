import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import type { Period } from '../../platform/periods.js';
import { AlertList } from '../alerts/alert-list.service.js';
import { dimensionsOf } from '../filters/filter.schema.js';
import { rootsOf } from '../filters/theme-roots.js';
import { GapList, gapView } from '../gaps/gap-list.service.js';
import { KpisService } from '../kpis/kpis.service.js';
import { SENTIMENT_OF_READING } from '../sentiment/sentiment-shares.js';
import { themesOf } from '../themes/reading/period-themes.js';
import { bind, COUNTED_MESSAGES, type MessageFilter, messagesWithin } from '../themes/reading/theme-messages.js';

export type Row = Record<string, unknown>;

/** What can be exported, with the columns of its CSV in order. */
export const EXPORTS = {
  feedback: [
    'id',
    'ticketId',
    'occurredAt',
    'text',
    'themeId',
    'theme',
    'sentiment',
    'product',
    'channel',
    'plan',
    'language',
    'stage',
    'tags',
    'url',
  ],
  themes: [
    'id',
    'label',
    'area',
    'state',
    'contacts',
    'customers',
    'messages',
    'keywords',
    'negativeShare',
    'negativeN',
    'firstSeen',
    'lastSeen',
  ],
  kpis: ['day', 'key', 'value', 'n', 'low', 'high', 'unit', 'note'],
  gaps: [
    'id',
    'themeId',
    'theme',
    'type',
    'because',
    'verdict',
    'state',
    'weekly',
    'avoidableP10',
    'avoidableP50',
    'avoidableP90',
    'article',
    'missingWords',
  ],
  alerts: [
    'id',
    'kind',
    'measure',
    'title',
    'sentence',
    'observed',
    'expected',
    'n',
    'q',
    'raisedAt',
    'grewAt',
    'resolvedAt',
    'resolvedBy',
    'resolvedReason',
    'teams',
    'judged',
  ],
} as const;
export type ExportName = keyof typeof EXPORTS;

export interface ExportOrder {
  period: Period;
  query: Partial<Record<'product' | 'channel' | 'plan' | 'language' | 'stage' | 'tag' | 'theme', string | undefined>>;
}

const PAGE = 1000;

/** Rows of an export, page by page, so that a large one needs no memory. */
@Injectable()
export class ExportSources {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly kpis: KpisService,
    private readonly gaps: GapList,
    private readonly alerts: AlertList,
  ) {}

  rows(name: ExportName, order: ExportOrder, now: Date): AsyncGenerator<Row> {
    switch (name) {
      case 'feedback':
        return this.feedback(order);
      case 'themes':
        return this.themes(order);
      case 'kpis':
        return this.kpiDays(order, now);
      case 'gaps':
        return this.gapRows();
      case 'alerts':
        return this.alertRows(order);
    }
  }

  private async filterOf({ query }: ExportOrder): Promise<MessageFilter> {
    const { team: _, ...dimensions } = dimensionsOf(query);
    return { ...dimensions, ...(query.theme ? { themeIds: await rootsOf(this.db.manager, [query.theme]) } : {}) };
  }

  /** Whole messages, masked, oldest first. */
  private async *feedback(order: ExportOrder): AsyncGenerator<Row> {
    const filter = await this.filterOf(order);
    let last: { occurredAt: Date; id: string } | null = null;
    for (;;) {
      const parameters: unknown[] = [];
      const where = messagesWithin(parameters, order.period, filter);
      const after: string = last
        ? `AND (f.occurred_at, f.id) > (${bind(parameters, last.occurredAt)}, ${bind(parameters, last.id)}::uuid)`
        : '';
      const rows: (Row & { occurredAt: Date; id: string })[] = await this.db.query(
        `SELECT f.id, f.ticket_id AS "ticketId", f.occurred_at AS "occurredAt", f.masked AS text, root.id AS "themeId", root.label AS theme,
           ${SENTIMENT_OF_READING} AS sentiment, f.product, f.channel, f.plan, f.language, f.stage, f.tags, t.url
         FROM ${COUNTED_MESSAGES} LEFT JOIN theme_assignment a ON a.statement_id = s.id LEFT JOIN theme leaf ON leaf.id = a.theme_id
         LEFT JOIN theme root ON root.id = leaf.root_id LEFT JOIN statement_reading r ON r.statement_id = s.id
         WHERE s.position = 0 AND ${where} ${after} ORDER BY f.occurred_at, f.id LIMIT ${PAGE}`,
        parameters,
      );
      yield* rows;
      if (rows.length < PAGE) return;
      last = rows.at(-1)!;
    }
  }

  private async *themes(order: ExportOrder): AsyncGenerator<Row> {
    const filter = await this.filterOf(order);
    const zone = this.config.env.TIME_ZONE;
    const { themes } = await themesOf(this.db.manager, { period: order.period, zone, before: 0, filter, quotes: 0 });
    for (const { area, sentiment, before: _, segments: __, quotes: ___, coverage: ____, ...theme } of themes)
      yield {
        ...theme,
        area: area?.label ?? null,
        negativeShare: sentiment?.negative.share ?? null,
        negativeN: sentiment?.n ?? null,
      };
  }

  /** Every figure of every local day. */
  private async *kpiDays({ period, query }: ExportOrder, now: Date): AsyncGenerator<Row> {
    const { theme, ...plain } = query;
    const filter = { ...dimensionsOf(plain), ...(theme ? { themeIds: await rootsOf(this.db.manager, [theme]) } : {}) };
    const days = await this.kpis.by(
      { period, filter, now },
      { kind: 'time', step: 'day', zone: this.config.env.TIME_ZONE },
    );
    for (const { group, kpis } of days)
      for (const [key, { value, n, interval, unit, note }] of Object.entries(kpis))
        yield {
          day: group,
          key,
          value,
          n,
          low: interval?.low ?? null,
          high: interval?.high ?? null,
          unit,
          note: note ?? null,
        };
  }

  private async *gapRows(): AsyncGenerator<Row> {
    const gaps = await this.gaps.list({ state: 'all', type: undefined, verdict: undefined }, 10_000, null);
    for (const { theme, article, avoidable, ...gap } of gaps.map(gapView)) {
      const range = {
        avoidableP10: avoidable?.p10 ?? null,
        avoidableP50: avoidable?.p50 ?? null,
        avoidableP90: avoidable?.p90 ?? null,
      };
      yield { ...gap, ...range, themeId: theme.id, theme: theme.label, article: article?.title ?? null };
    }
  }

  private async *alertRows({ period, query }: ExportOrder): AsyncGenerator<Row> {
    const from = period.from.toISOString();
    const to = period.to.toISOString();
    const rows = await this.alerts.list({ state: 'all', theme: query.theme, from, to }, 10_000, null);
    for (const { teams, ...alert } of await this.alerts.shown(rows))
      yield { ...alert, teams: teams.map(({ name }) => name) };
  }
}
