import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { daysIn, type Period } from '../../platform/periods.js';
import type { Finding, TrendKind } from './finding.js';
import { volumeOf } from './series.js';
import { DAILY, findDecreases, findIncreases, WEEKLY } from './theme-tests.js';
import { themeDays, type ThemeDays } from './theme-days.js';

/** What changed about a theme in a period, against what its own past and the volume of everything else let expect. */
export interface ThemeTrend {
  kind: TrendKind;
  windowDays: number;
  observed: number;
  expected: number;
  /** 90 % of windows would lie here if nothing had changed. */
  expectedLow: number;
  expectedHigh: number;
  /** After control of the false discovery rate over all themes. */
  q: number;
  /** The day on which it was seen. */
  day: string;
}

/** Longest window (28 days) with its baseline (56 days). */
const DAYS_BEFORE = 84;
/** When one theme shows several changes, the first of these is told. */
export const TOLD_FIRST: TrendKind[] = ['new', 'back', 'spike', 'rise', 'quiet', 'fall'];

@Injectable()
export class TrendsService {
  constructor(private readonly db: DataSource) {}

  /**
   * The change of every theme that changed in a week: single days by the daily rule, windows up to four weeks that end with
   * the week by the weekly rule. Themes without an established change are absent.
   */
  async ofWeek(week: Period, zone: string): Promise<Map<string, ThemeTrend>> {
    const from = new Date(week.from.getTime() - DAYS_BEFORE * 86_400_000);
    const days = await themeDays(this.db.manager, { from, to: week.to }, zone);
    const findings = findingsOfLastDays(days, daysIn(week, zone).length);
    const trends = new Map<string, ThemeTrend>();
    for (const kind of [...TOLD_FIRST].reverse()) {
      for (const found of findings)
        if (found.kind === kind && found.id) trends.set(found.id, toTrend(found, days.bounds));
    }
    return trends;
  }
}

/** Every finding of the last days: the daily rule on each of them, the weekly ones on the last. */
export function findingsOfLastDays(
  { series, rest }: Pick<ThemeDays, 'series' | 'rest' | 'bounds'>,
  last: number,
): Finding[] {
  const volume = volumeOf(series, rest);
  const today = rest.length - 1;
  const daily = Array.from({ length: Math.min(last, rest.length) }, (_, i) =>
    findIncreases({ series, volume, today: today - i }, DAILY),
  );
  const counts = { series, volume, today };
  return [...daily.flat(), ...findIncreases(counts, WEEKLY), ...findDecreases(counts)];
}

function toTrend({ kind, from, to, observed, expected, usual, q }: Finding, bounds: Date[]): ThemeTrend {
  const day = bounds[to - 1]!.toISOString();
  return { kind, windowDays: to - from, observed, expected, expectedLow: usual.low, expectedHigh: usual.high, q, day };
}
