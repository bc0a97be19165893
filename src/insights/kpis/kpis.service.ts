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

const WHOLE: KpiGroup = { kind: 'whole' };
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
  async ofPeriod(order: KpiOrder): Promise<Kpis> {
    const [whole] = await this.by(order, WHOLE);
    return whole!.kpis;
  }

  /** One figure of a period, without counting what only others need. */
  async one({ period, filter = {}, now }: KpiOrder, key: KpiKey): Promise<Kpi> {
    const { calendar, hourlyCost } = await this.settings.read();
    const { groups, reported } = await this.counter.count({ period, filter, group: WHOLE, calendar, now }, key);
    return kpisOf(groups[0]!.counts, reported, hourlyCost)[key];
  }

  /** The figures of a period beside those of an earlier one (as long, just before, when not given), and what they say together. */
  async compare(order: KpiOrder, zone: string, before = periodBefore(order.period, zone)): Promise<ComparedKpis> {
    const [earlier, now] = await this.both(order, before);
    const pair = (key: KpiKey) => ({ now: now[key], before: earlier[key] });
    const compared = {
      ...Object.fromEntries(READ.map((key) => [key, pair(key as KpiKey)])),
      repeatContact: pair('repeatContact7'),
    };
    return { period: order.period, before, now, earlier, readings: readings(compared) };
  }

  /** Adjoining periods are counted at once: most of what is looked up for one is looked up for the other. */
  private async both(order: KpiOrder, before: Period): Promise<[Kpis, Kpis]> {
    const { period } = order;
    if (before.to.getTime() !== period.from.getTime())
      return [await this.ofPeriod({ ...order, period: before }), await this.ofPeriod(order)];
    const bounds = [before.from, period.from, period.to];
    const group: KpiGroup = { kind: 'periods', bounds };
    const [earlier, now] = await this.by({ ...order, period: { from: before.from, to: period.to } }, group);
    return [earlier!.kpis, now!.kpis];
  }

  /** Mean work of solved tickets, of all and of each theme. */
  async handling(order: Omit<KpiOrder, 'filter'>): Promise<{ whole: Kpi; themes: Map<string, Kpi> }> {
    const em = this.db.manager;
    const reported = await reportedFields(em);
    const question = { ...order, filter: {}, calendar: null };
    const kpisBy = async (group: KpiGroup) => {
      const counts = await countHandling(em, { ...question, group });
      return new Map([...counts].map(([name, count]) => [name, handleKpi(count, reported)]));
    };
    const whole = (await kpisBy(WHOLE)).get(null) ?? handleKpi(NOTHING_SOLVED, reported);
    return { whole, themes: (await kpisBy({ kind: 'theme' })) as Map<string, Kpi> };
  }

  /** The figures of each value of a dimension, most tickets first; or of each day, week or month in order. */
  async by({ period, filter = {}, now }: KpiOrder, group: KpiGroup): Promise<KpiGroupResult[]> {
    const { calendar, hourlyCost } = await this.settings.read();
    const { groups: counted, reported } = await this.counter.count({ period, filter, group, calendar, now });
    const groups = counted.map(({ name, counts }) => ({ group: name, kpis: kpisOf(counts, reported, hourlyCost) }));
    if (group.kind === 'periods') return groups;
    return groups.sort(group.kind === 'time' ? byName : byTickets);
  }
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
