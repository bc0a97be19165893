import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Period, periodBefore } from '../../platform/periods.js';
import { type AskedCounts, AskedScores } from '../../platform/scores/asked-scores.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import { countBacklog } from './backlog.js';
import { type KpiKey, KPI_KEYS } from './definitions.js';
import type { KpiFilter, KpiGroup, KpiQuestion } from './kpi-question.js';
import { type Kpis, kpisOf, NOTHING_CREATED, NOTHING_RATED, NOTHING_SOLVED } from './kpis-of.js';
import { type Reading, readings, type ReadKpi } from './readings.js';
import { suppliedCounts } from './supplied-counts.js';
import { countCreated, countRated, countSolved, reportedFields } from './ticket-counts.js';

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
    private readonly asked: AskedScores,
  ) {}

  /** All figures of a period. */
  async ofPeriod(order: KpiOrder): Promise<Kpis> {
    const [whole] = await this.by(order, WHOLE);
    return whole!.kpis;
  }

  /** The figures of a period beside those of an earlier one (as long, just before, when not given), and what they say together. */
  async compare(order: KpiOrder, zone: string, before = periodBefore(order.period, zone)): Promise<ComparedKpis> {
    const [now, earlier] = await Promise.all([this.ofPeriod(order), this.ofPeriod({ ...order, period: before })]);
    const pair = (key: KpiKey) => ({ now: now[key], before: earlier[key] });
    const compared = {
      ...Object.fromEntries(READ.map((key) => [key, pair(key as KpiKey)])),
      repeatContact: pair('repeatContact7'),
    };
    return { period: order.period, before, now, earlier, readings: readings(compared) };
  }

  /** The figures of each value of a dimension, most tickets first; or of each day, week or month in order. */
  async by({ period, filter = {}, now }: KpiOrder, group: KpiGroup): Promise<KpiGroupResult[]> {
    const { calendar, hourlyCost } = await this.settings.read();
    const question: KpiQuestion = { period, filter, group, calendar, now };
    const em = this.db.manager;
    const reported = await reportedFields(em);
    const [created, solved, rated, backlog, asked, supplied] = await Promise.all([
      countCreated(em, question),
      countSolved(em, question, reported),
      countRated(em, question),
      countBacklog(em, question),
      this.askedCounts(question),
      suppliedCounts(em, period, group.kind === 'whole' ? filter : { ...filter, tag: '' }),
    ]);
    const names =
      group.kind === 'whole'
        ? [null]
        : [...new Set([created, solved, rated, backlog, asked].flatMap((map) => [...map.keys()]))];
    const groups = names.map((name) => {
      const counts = {
        created: created.get(name) ?? NOTHING_CREATED,
        solved: solved.get(name) ?? NOTHING_SOLVED,
        rated: rated.get(name) ?? NOTHING_RATED,
        backlog: group.kind === 'time' ? null : (backlog.get(name) ?? { open: 0, age: null }),
        asked: asked.get(name) ?? null,
        supplied,
      };
      return { group: name, kpis: kpisOf(counts, reported, hourlyCost) };
    });
    return groups.sort(group.kind === 'time' ? byName : byTickets);
  }

  /** Answers to own surveys know no theme and no tag groups: there CSAT is that of the help desk alone. */
  private async askedCounts({ period, filter, group }: KpiQuestion): Promise<Map<string | null, AskedCounts>> {
    if (filter.themeIds || group.kind === 'tag' || group.kind === 'theme') return new Map();
    if (group.kind === 'dimension' && group.name === 'language') return new Map();
    const { themeIds: _, ...plain } = filter;
    const counts = await this.asked.read({ period, filter: plain, group: group as never });
    return new Map(counts.map((row) => [row.group, row]));
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
