import { DateTime } from 'luxon';
import { type Period, weekOf } from '../../../platform/periods.js';
import { scaleOf, type TrendChart, type TrendPoint } from '../../../platform/pages/trend-chart.js';
import { type PageFilter, pageQuery } from '../../filters/page-filter.js';
import type { GoalStatus } from '../../goals/goal-status.js';
import type { KpiKey } from '../definitions.js';
import type { KpiViews } from '../kpi-views.service.js';
import type { KpiGroupResult } from '../kpis.service.js';
import { changeVerdict, goalTone, kpiText, rangeText, ripens, whyUnknown } from './kpi-words.js';

export type KpiView = Awaited<ReturnType<KpiViews['view']>>;
type Item = KpiView['items'][number];

/** Figures that answer one question together. */
const SECTIONS: readonly { title: string; keys: readonly KpiKey[] }[] = [
  { title: 'How much comes in', keys: ['tickets', 'contactRate', 'backlog', 'backlogAge', 'cost'] },
  { title: 'Satisfaction', keys: ['csat', 'ces', 'nps', 'responseRate'] },
  {
    title: 'Solved for good',
    keys: ['firstContactResolution', 'resolutionRate', 'reopenRate', 'repeatContact7', 'repeatContact30', 'escalation'],
  },
  {
    title: 'Speed',
    keys: ['firstResponse', 'firstResponseP90', 'resolutionTime', 'resolutionTimeP90', 'handleTime'],
  },
  { title: 'Self-service', keys: ['deflection', 'failedSearches'] },
];
const TREND_WEEKS = 12;

/** The complete weeks before the end of a period, by which its figures are drawn. */
export function trendWeeks(period: Period, zone: string): Period {
  const last = weekOf(period.to, zone).from;
  return { from: DateTime.fromJSDate(last, { zone }).minus({ weeks: TREND_WEEKS }).toJSDate(), to: last };
}

export interface CardContext {
  query: PageFilter;
  weeks: Period;
  byWeek: readonly KpiGroupResult[];
  zone: string;
  currency: string | null;
}

/** Known figures as cards by section; unknown ones with the reason. */
export function kpiCards(view: KpiView, context: CardContext) {
  const items = new Map(view.items.map((item) => [item.key, item]));
  const of = (keys: readonly KpiKey[]) => keys.map((key) => items.get(key)!);
  const sections = SECTIONS.map(({ title, keys }) => ({
    title,
    cards: of(keys)
      .filter(({ value }) => value !== null)
      .map((item) => cardOf(item, context)),
  })).filter(({ cards }) => cards.length > 0);
  const unknown = SECTIONS.flatMap(({ keys }) => of(keys)).filter(({ value }) => value === null);
  return {
    sections,
    unknown: unknown.map((item) => ({ name: item.name, why: whyUnknown(item), definition: item.definition })),
  };
}

function cardOf(item: Item, context: CardContext) {
  const { key, name, definition, better, value, n, interval, unit, fields, note, before, goal } = item;
  const { currency, query } = context;
  return {
    key,
    name,
    definition,
    value: kpiText(value, unit, currency),
    range: rangeText(interval, unit, currency),
    n: unit === 'count' ? null : n,
    before: before.value === null ? 'not known' : kpiText(before.value, unit, currency),
    beforeN: unit === 'count' || before.value === null ? null : before.n,
    verdict: ripens(key) ? null : changeVerdict(item, { ...before, unit }, better),
    isUnripe: ripens(key),
    goal: goal && {
      text: `Goal ${goal.direction} ${kpiText(goal.target, unit, currency)}: ${goal.status}`,
      tone: goalTone(goal.status as GoalStatus),
    },
    fields: fields.join(', '),
    note: note ?? null,
    chart: chartOf(item, context),
    evidence: item.evidence?.startsWith('/v1/kpis/') ? `/kpis/${key}/tickets${pageQuery(query)}` : null,
  };
}

/** By week with the interval of each; null where a figure is not told by weeks. */
function chartOf({ key, name, unit }: Item, { byWeek, weeks, zone, currency }: CardContext) {
  const known = new Map(byWeek.map(({ group, kpis }) => [group, kpis[key]]));
  const starts = startsOf(weeks, zone);
  const first = starts.findIndex((start) => (known.get(start)?.value ?? null) !== null);
  if (first < 0 || starts.length - first < 2) return null;
  const points = starts.slice(first).map((start): TrendPoint => {
    const kpi = known.get(start);
    // Weeks of another unit (handling time once it was recorded, replies before) are no part of the line.
    const value = kpi && kpi.unit === unit ? kpi.value : null;
    const interval = value === null ? null : kpi!.interval;
    const range = rangeText(interval, unit, currency);
    const text = `${dayText(start)}: ${kpiText(value, unit, currency)}${range ? ` (${range})` : ''}`;
    return { value, band: interval, title: kpi ? `${text}, n = ${kpi.n}` : text };
  });
  const scale = scaleOf(points, unit === 'percent' || unit === 'points');
  const scaleUnit = unit === 'per ticket' ? 'count' : unit;
  const label = `${name} by week: ${points.map(({ title }) => title).join('; ')}`;
  const chart: TrendChart = { points, label, ...scale };
  return {
    ...chart,
    from: dayText(starts[first]!),
    to: dayText(starts.at(-1)!),
    scale: `${scale.low ? kpiText(scale.low, scaleUnit, currency) : 0} – ${kpiText(scale.high, scaleUnit, currency)}`,
  };
}

function startsOf({ from, to }: Period, zone: string): string[] {
  const first = DateTime.fromJSDate(from, { zone });
  const count = Math.round(DateTime.fromJSDate(to, { zone }).diff(first, 'weeks').weeks);
  return Array.from({ length: count }, (_, i) => first.plus({ weeks: i }).toFormat('yyyy-MM-dd'));
}

function dayText(day: string): string {
  return DateTime.fromISO(day, { locale: 'en-GB' }).toFormat('d LLL');
}

/** What figures say together, with the names and units of those that it rests on. */
export function readingRows({ readings, items }: Pick<KpiView, 'readings' | 'items'>, currency: string | null) {
  const known = new Map<string, Item>(items.map((item) => [item.key, item]));
  return readings.map(({ says, rests }) => ({
    says,
    rests: rests.map(({ kpi, before, now, n }) => {
      const { name, unit } = known.get(kpi === 'repeatContact' ? 'repeatContact7' : kpi)!;
      return { name, before: kpiText(before, unit, currency), now: kpiText(now, unit, currency), n };
    }),
  }));
}

/** Columns of the table by product, channel and so on. */
const COLUMNS: readonly KpiKey[] = [
  'tickets',
  'csat',
  'firstResponse',
  'resolutionTime',
  'firstContactResolution',
  'reopenRate',
  'escalation',
];

/** The figures of each value of a dimension. */
export function groupTable(view: KpiView, by: string, currency: string | null) {
  if (!view.groups) return null;
  const names = new Map(view.items.map(({ key, name }) => [key, name]));
  return {
    by,
    columns: COLUMNS.map((key) => names.get(key)!),
    rows: view.groups.map(({ group, label, kpis }) => ({
      name: label ?? group ?? 'not known',
      href: by === 'theme' && group ? `/themes/${group}` : null,
      cells: COLUMNS.map((key) => {
        const { value, n, unit, interval } = kpis[key]!;
        const isKnown = value !== null;
        return {
          text: isKnown ? kpiText(value, unit, currency) : '–',
          n: isKnown && unit !== 'count' ? n : null,
          range: isKnown ? rangeText(interval, unit, currency) : null,
        };
      }),
    })),
  };
}
