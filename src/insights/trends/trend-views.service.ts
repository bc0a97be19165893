import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { daysIn, type Period } from '../../platform/periods.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import { evidenceUrl } from '../filters/filter.schema.js';
import type { MessageFilter } from '../themes/reading/theme-messages.js';
import { expectedSeries, spreads, stretches } from './expected-series.js';
import type { Finding } from './finding.js';
import { volumeOf, type Series } from './series.js';
import { shareChanges, type ShareChange } from './share-changes.js';
import { shareCounts, type ShareMeasure } from './share-counts.js';
import { type Thing, thingDays, type ThingDays } from './things.js';
import { findingsOfLastDays, TOLD_FIRST } from './trends.service.js';
import { whySentence } from './why.js';

export interface TrendOrder {
  thing: Thing;
  step: 'day' | 'week';
  period: Period;
  zone: string;
  filter: MessageFilter;
}

/** Longest window with its baseline: what is read before the period. */
const DAYS_BEFORE = 84;
const BASELINE_DAYS = 56;
const DAY_MS = 86_400_000;
/** A change is looked for in the last days of the period. */
const LAST_DAYS = 7;

/** Series with what was expected, of everything that can be counted over time, with the changes that are established. */
@Injectable()
export class TrendViews {
  constructor(private readonly db: DataSource) {}

  /** Things with a contact in the period, or a change, most contacts first. */
  async series({ thing, step, period, zone, filter }: TrendOrder) {
    const read = { from: new Date(period.from.getTime() - DAYS_BEFORE * DAY_MS), to: period.to };
    const found = trimmed(await thingDays(this.db.manager, thing, { period: read, zone, filter }));
    const labels = await this.labels(thing);
    const series: Series[] = found.things.map(({ id, contacts }) => ({ id, counts: contacts }));
    // What is in no thing, or in one that is not shown, still says how busy the days were.
    const rest = restOf(found);
    const volume = volumeOf(series, rest);
    const days = found.total.contacts.length;
    const changes = changesOf(findingsOfLastDays({ series, rest, bounds: found.bounds }, Math.min(LAST_DAYS, days)));
    const first = Math.max(0, days - daysIn(period, zone).length);
    const spans = stretches(first, days, step === 'week' ? 7 : 1);
    const known = spreads(series, volume, spans);
    const total = sum(found.total.contacts, first);
    const context = { found, spans, step, first, total, period, thing, filter };
    const items = found.things.flatMap((one, i) => {
      const contacts = sum(one.contacts, first);
      const change = changes.get(one.id) ?? null;
      if (!contacts && !change) return [];
      const points = expectedSeries(series[i]!, volume, spans, known);
      return [viewOf({ one, label: labels.get(one.id) ?? one.id, contacts, change, points }, context)];
    });
    items.sort((a, b) => b.contacts - a.contacts || (a.id < b.id ? -1 : 1));
    return { items, total, tests: series.length };
  }

  /** Themes whose share of negative contacts or satisfied answers was tested, strongest change first. */
  async shares(
    measure: ShareMeasure,
    { to }: Pick<Period, 'to'>,
    days: number,
    filter: MessageFilter,
  ): Promise<(ShareChange & { label: string })[]> {
    const from = new Date(to.getTime() - days * DAY_MS);
    const span = { now: { from, to }, before: { from: new Date(from.getTime() - BASELINE_DAYS * DAY_MS), to: from } };
    const [counts, labels] = await Promise.all([
      shareCounts(this.db.manager, measure, span, filter),
      this.labels('theme'),
    ]);
    return shareChanges(counts).map((change) => ({ ...change, label: labels.get(change.id) ?? change.id }));
  }

  private async labels(thing: Thing): Promise<Map<string, string>> {
    if (thing !== 'theme' && thing !== 'area') return new Map();
    const table = thing === 'theme' ? 'theme' : 'theme_area';
    const rows = await this.db.query<{ id: string; label: string }[]>(`SELECT id, label FROM ${table}`);
    return new Map(rows.map(({ id, label }) => [id, label]));
  }
}

function sum(counts: readonly number[], from: number): number {
  return counts.slice(from).reduce((all, count) => all + count, 0);
}

function restOf({ things, total }: ThingDays): number[] {
  return total.contacts.map((all, day) =>
    Math.max(0, all - things.reduce((known, { contacts }) => known + contacts[day]!, 0)),
  );
}

/** Days before the first contact of all are left out: nothing was connected yet, which is not the same as nobody asking. */
function trimmed(days: ThingDays): ThingDays {
  const first = days.total.contacts.findIndex((contacts) => contacts > 0);
  if (first <= 0) return days;
  const cut = <T extends { contacts: number[]; customers: number[] }>(one: T): T => ({
    ...one,
    contacts: one.contacts.slice(first),
    customers: one.customers.slice(first),
  });
  return { bounds: days.bounds.slice(first), total: cut(days.total), things: days.things.map(cut) };
}

/** The change that is told of each thing: the same that a digest would tell. */
function changesOf(findings: readonly Finding[]): Map<string, Finding> {
  const changes = new Map<string, Finding>();
  for (const kind of [...TOLD_FIRST].reverse())
    for (const finding of findings) if (finding.kind === kind && finding.id) changes.set(finding.id, finding);
  return changes;
}

interface Shown {
  one: ThingDays['things'][number];
  label: string;
  contacts: number;
  change: Finding | null;
  points: ReturnType<typeof expectedSeries>;
}

interface Context {
  found: ThingDays;
  step: 'day' | 'week';
  total: number;
  period: Period;
  thing: Thing;
  filter: MessageFilter;
}

function viewOf(
  { one, label, contacts, change, points }: Shown,
  { found, step, total, period, thing, filter }: Context,
) {
  const interval = wilsonInterval(Math.min(contacts, total), total);
  const { themeIds, ...plain } = filter;
  const narrowed = { ...plain, theme: themeIds?.[0] };
  return {
    id: one.id,
    label,
    contacts,
    share: interval && { value: Math.min(1, contacts / total), n: total, ...interval },
    change: change && changeView(label, change, found.bounds),
    points: points.map(({ from, to, ...point }) => {
      const all = found.total.contacts.slice(from, to).reduce((a, b) => a + b, 0);
      return {
        from: found.bounds[from]!,
        to: found.bounds[to]!,
        ...point,
        customers: step === 'day' ? one.customers[from]! : null,
        share: all ? Math.min(1, point.contacts / all) : null,
      };
    }),
    evidence:
      thing === 'theme'
        ? evidenceUrl(`/v1/themes/${one.id}/feedback`, period, plain)
        : evidenceUrl('/v1/messages', period, { ...narrowed, [thing]: one.id }),
  };
}

function changeView(label: string, { kind, from, to, observed, expected, usual, q }: Finding, bounds: readonly Date[]) {
  return {
    kind,
    sentence: `${label} ${whySentence({ kind, from, to, observed, expected, usual })}`,
    windowDays: to - from,
    day: bounds[to - 1]!,
    observed,
    expected,
    expectedLow: usual.low,
    expectedHigh: usual.high,
    q,
  };
}
