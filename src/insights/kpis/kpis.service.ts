import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Period, periodBefore } from '../../platform/periods.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import { type KpiKey, KPI_KEYS } from './definitions.js';
import { KpiCounter } from './kpi-counter.service.js';
import type { KpiFilter, KpiGroup } from './kpi-question.js';
import { handleKpi, type Kpis, kpisOf, NOTHING_SOLVED } from './kpis-of.js';
import { type Reading, readings, type ReadKpi } from './readings.js';
import type { Kpi } from './kpi.js';
import { countHandling, reportedFields } from './ticket-counts.js';

export interface KpiGroupResult {
  /** Name of the value, day, or id of the theme; null where it is not known. */
  group: string | null;
  kpis: Kpis;
}

export interface KpiOrder {
  period: Period;
  filter?: KpiFilter;
  now: Date;
}

export interface ComparedKpis {
  period: Period;
  before: Period;
  now: Kpis;
  earlier: Kpis;
  /** Where two figures together say more than each alone. */
  readings: Reading[];
}

/** Figures that readings look at, by the name they have there. */
const READ: readonly ReadKpi[] = [
  'firstResponse',
  'resolutionTime',
  'handleTime',
  'firstContactResolution',
  'reopenRate',
  'escalation',
  'backlog',
  'csat',
  'responseRate',
];

/** The figures of support, computed from the tickets each time: digest, pages, API and assistant all ask here. */
@Injectable()
export class KpisService {
  constructor(
    private readonly db: DataSource,
    private readonly settings: InsightSettings,
    private readonly counter: KpiCounter,
  ) {}

  /** All figures of a period. */
  async ofPeriod({ period, ...order }: KpiOrder): Promise<Kpis> {
    const { parts } = await this.figures(order, [period.from, period.to], null);
    return parts[0]!;
  }

  /** One figure of a period, without counting what only others need. */
  async one({ period, filter = {}, now }: KpiOrder, key: KpiKey): Promise<Kpi> {
    const { calendar, hourlyCost } = await this.settings.read();
    const question = { bounds: [period.from, period.to], filter, group: null, calendar, now };
    const { parts, reported } = await this.counter.count(question, key);
    return kpisOf(parts[0]!, reported, hourlyCost)[key];
  }

  /** The figures of a period beside those of an earlier one (as long, just before, when not given), and what they say together. */
  async compare(order: KpiOrder, zone: string, before = periodBefore(order.period, zone)): Promise<ComparedKpis> {
    if (before.to.getTime() === order.period.from.getTime()) return this.compareBy(order, before, null);
    return compared(order.period, before, [
      await this.ofPeriod({ ...order, period: before }),
      await this.ofPeriod(order),
    ]);
  }

  /**
   * The same with a period that ends where the other begins, and the figures of each value of a dimension in the later one:
   * all from the same rows, read once.
   */
  async compareBy(
    { period, ...order }: KpiOrder,
    before: Period,
    group: KpiGroup | null,
  ): Promise<ComparedKpis & { groups: KpiGroupResult[] }> {
    const { parts, groups } = await this.figures(order, [before.from, period.from, period.to], group);
    return { ...compared(period, before, [parts[0]!, parts[1]!]), groups };
  }

  /** Mean work of solved tickets, of all and of each theme. */
  async handling({ period, now }: Omit<KpiOrder, 'filter'>): Promise<{ whole: Kpi; themes: Map<string, Kpi> }> {
    const em = this.db.manager;
    const reported = await reportedFields(em);
    const { from, to } = period;
    const question = { bounds: [from, to], filter: {}, group: { kind: 'theme' as const }, calendar: null, now };
    const { parts, groups } = await countHandling(em, question);
    const themes = [...groups].map(([theme, counts]) => [theme!, handleKpi(counts, reported)] as const);
    return { whole: handleKpi(parts.get(1) ?? NOTHING_SOLVED, reported), themes: new Map(themes) };
  }

  /** The figures of each value of a dimension, most tickets first; or of each day, week or month in order. */
  async by({ period, ...order }: KpiOrder, group: KpiGroup): Promise<KpiGroupResult[]> {
    return (await this.figures(order, [period.from, period.to], group)).groups;
  }

  /** The figures of adjoining periods, and of each value of a dimension in the last. */
  private async figures(
    { filter = {}, now }: Omit<KpiOrder, 'period'>,
    bounds: readonly Date[],
    group: KpiGroup | null,
  ): Promise<{ parts: Kpis[]; groups: KpiGroupResult[] }> {
    const { calendar, hourlyCost } = await this.settings.read();
    const { parts, groups, reported } = await this.counter.count({ bounds, filter, group, calendar, now });
    const figures = groups.map(({ name, counts }) => ({ group: name, kpis: kpisOf(counts, reported, hourlyCost) }));
    return {
      parts: parts.map((counts) => kpisOf(counts, reported, hourlyCost)),
      groups: figures.sort(group?.kind === 'time' ? byName : byTickets),
    };
  }
}

function compared(period: Period, before: Period, [earlier, now]: [Kpis, Kpis]): ComparedKpis {
  const pair = (key: KpiKey) => ({ now: now[key], before: earlier[key] });
  const pairs = {
    ...Object.fromEntries(READ.map((key) => [key, pair(key as KpiKey)])),
    repeatContact: pair('repeatContact7'),
  };
  return { period, before, now, earlier, readings: readings(pairs) };
}

function byName(a: KpiGroupResult, b: KpiGroupResult): number {
  return (a.group ?? '') < (b.group ?? '') ? -1 : 1;
}

function byTickets(a: KpiGroupResult, b: KpiGroupResult): number {
  return b.kpis.tickets.n - a.kpis.tickets.n || byName(a, b);
}

export function isKpiKey(key: string): key is KpiKey {
  return (KPI_KEYS as readonly string[]).includes(key);
}
