import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { periodBefore } from '../../platform/periods.js';
import { labelsOf } from '../filters/theme-roots.js';
import { type GoalProgress, GoalsService } from '../goals/goals.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import { KPI_DEFINITIONS, type KpiDefinition } from './definitions.js';
import { kpiEvidence } from './kpi-evidence-url.js';
import { KPI_DIMENSIONS, type KpiDimension, type KpiGroup, type TimeStep } from './kpi-question.js';
import type { Kpi } from './kpi.js';
import { type ComparedKpis, type KpiGroupResult, type KpiOrder, KpisService } from './kpis.service.js';
import type { KpisQuery } from './kpis.schema.js';

export interface KpiViewOrder {
  by?: KpisQuery['by'] | undefined;
  keys?: string[] | undefined;
  zone: string;
}

/** Figures as API, pages and assistants show them: with definition, comparison, goal and the query of their evidence. */
@Injectable()
export class KpiViews {
  constructor(
    private readonly db: DataSource,
    private readonly kpis: KpisService,
    private readonly goals: GoalsService,
    private readonly settings: InsightSettings,
  ) {}

  async view(order: KpiOrder, { by, keys, zone }: KpiViewOrder) {
    const before = periodBefore(order.period, zone);
    const { groups: found, ...compared } = await this.kpis.compareBy(order, before, by ? groupOf(by, zone) : null);
    const groups = by ? found : null;
    const goals = await this.goals.progress(order.now);
    const { calendar } = await this.settings.read();
    const wanted = KPI_DEFINITIONS.filter(({ key }) => !keys || keys.includes(key));
    const labels =
      by === 'theme'
        ? await labelsOf(
            this.db.manager,
            (groups ?? []).map(({ group }) => group!),
          )
        : null;
    return {
      period: compared.period,
      before: compared.before,
      hours: calendar ? ('business' as const) : ('all' as const),
      items: wanted.map((definition) => itemOf(definition, compared, goals, order)),
      readings: compared.readings,
      groups: groups && by ? groups.map((group) => groupView(group, wanted, { by, labels, order, zone })) : null,
    };
  }
}

function groupOf(by: NonNullable<KpisQuery['by']>, zone: string): KpiGroup {
  if (by === 'tag' || by === 'theme') return { kind: by };
  if ((KPI_DIMENSIONS as readonly string[]).includes(by)) return { kind: 'dimension', name: by as KpiDimension };
  return { kind: 'time', step: by as TimeStep, zone };
}

interface GroupContext {
  by: NonNullable<KpisQuery['by']>;
  labels: Map<string, string> | null;
  order: KpiOrder;
  zone: string;
}

/** What one group was counted from: its day, week or month as far as it lies in the period, or its value as a filter. */
function partOf(
  order: KpiOrder,
  { by, group, zone }: { by: GroupContext['by']; group: string; zone: string },
): KpiOrder {
  if (by === 'theme') return { ...order, filter: { ...order.filter, themeIds: [group] } };
  if (by !== 'day' && by !== 'week' && by !== 'month') return { ...order, filter: { ...order.filter, [by]: group } };
  const start = DateTime.fromISO(group, { zone });
  const { from, to } = order.period;
  const end = start.plus({ [by]: 1 });
  return { ...order, period: { from: later(from, start.toJSDate()), to: earlier(to, end.toJSDate()) } };
}

const later = (a: Date, b: Date): Date => (a > b ? a : b);
const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

function groupView(
  { group, kpis }: KpiGroupResult,
  wanted: readonly KpiDefinition[],
  { by, labels, order, zone }: GroupContext,
) {
  const part = group === null ? null : partOf(order, { by, group, zone });
  const chosen = Object.fromEntries(
    wanted.map((definition) => [
      definition.key,
      { ...kpis[definition.key], evidence: part && kpiEvidence(definition.key, part) },
    ]),
  ) as Partial<Record<KpiDefinition['key'], Kpi & { evidence: string | null }>>;
  return { group, label: labels ? (labels.get(group ?? '') ?? null) : group, kpis: chosen };
}

function itemOf(
  definition: KpiDefinition,
  { now, earlier: before }: ComparedKpis,
  goals: GoalProgress[],
  order: KpiOrder,
) {
  const { key, name, definition: text, better } = definition;
  const { value, n, interval } = before[key];
  const isWhole = Object.keys(order.filter ?? {}).length === 0;
  const goal = isWhole
    ? goals.find((progress) => progress.goal.kpi === key && Object.keys(progress.goal.filter).length === 0)
    : undefined;
  return {
    key,
    name,
    definition: text,
    better,
    ...now[key],
    before: { value, n, interval },
    goal: goal ? goalOf(goal) : null,
    evidence: kpiEvidence(key, order),
  };
}

function goalOf({ goal: { id, target, direction, by }, status }: GoalProgress) {
  return { id, target, direction, by, status };
}
