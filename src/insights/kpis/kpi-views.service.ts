import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { evidenceUrl } from '../filters/filter.schema.js';
import { labelsOf } from '../filters/theme-roots.js';
import { type GoalProgress, GoalsService } from '../goals/goals.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import { KPI_DEFINITIONS, type KpiDefinition } from './definitions.js';
import { KPI_DIMENSIONS, type KpiDimension, type KpiGroup, type TimeStep } from './kpi-question.js';
import type { Kpis } from './kpis-of.js';
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
    const [compared, groups, goals, { calendar }] = await Promise.all([
      this.kpis.compare(order, zone),
      by ? this.kpis.by(order, groupOf(by, zone)) : null,
      this.goals.progress(order.now),
      this.settings.read(),
    ]);
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
      groups: groups && groups.map((group) => groupView(group, wanted, labels)),
    };
  }
}

function groupOf(by: NonNullable<KpisQuery['by']>, zone: string): KpiGroup {
  if (by === 'tag' || by === 'theme') return { kind: by };
  if ((KPI_DIMENSIONS as readonly string[]).includes(by)) return { kind: 'dimension', name: by as KpiDimension };
  return { kind: 'time', step: by as TimeStep, zone };
}

function groupView(
  { group, kpis }: KpiGroupResult,
  wanted: readonly KpiDefinition[],
  labels: Map<string, string> | null,
) {
  const chosen = Object.fromEntries(wanted.map(({ key }) => [key, kpis[key]])) as Partial<Kpis>;
  return { group, label: labels ? (labels.get(group ?? '') ?? null) : group, kpis: chosen };
}

function itemOf(definition: KpiDefinition, { now, earlier }: ComparedKpis, goals: GoalProgress[], order: KpiOrder) {
  const { key, name, definition: text, better, by } = definition;
  const { value, n, interval } = earlier[key];
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
    evidence: by ? evidenceUrl(`/v1/kpis/${key}/tickets`, order.period, plainFilter(order)) : null,
  };
}

function goalOf({ goal: { id, target, direction, by }, status }: GoalProgress) {
  return { id, target, direction, by, status };
}

function plainFilter({ filter = {} }: KpiOrder): Record<string, string | undefined> {
  const { themeIds, ...dimensions } = filter;
  return { ...dimensions, theme: themeIds?.[0] };
}
