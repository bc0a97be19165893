import { Injectable } from '@nestjs/common';
import type { Period } from '../../platform/periods.js';
import type { Driver } from '../drivers/drivers.js';
import { DriversService } from '../drivers/drivers.service.js';
import { KpisService } from '../kpis/kpis.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import type { SentimentShares } from '../sentiment/sentiment-shares.js';
import { knownPeriods, usualLevel } from './usual-level.js';
import { type Priority, priority, type PrioritySignals, type PriorityWeights } from './priority.js';

/** What is already known of a theme in a period; the rest is read here. */
export interface RankedTheme {
  id: string;
  contacts: number;
  customers: number;
  sentiment: SentimentShares | null;
  /** Contacts in the periods before, oldest first. */
  before: readonly { contacts: number }[];
}

export interface ThemePriority extends Priority {
  signals: PrioritySignals;
  weights: PriorityWeights;
  driver: Driver | null;
}

const SCORE_DAYS_MS = 84 * 86_400_000;

/** How much a theme matters, from everything that is known of it; unknown parts neither raise nor lower. */
@Injectable()
export class PrioritiesService {
  constructor(
    private readonly kpis: KpisService,
    private readonly drivers: DriversService,
    private readonly settings: InsightSettings,
  ) {}

  /**
   * Priorities of the themes of a period, by id. Effort and score effect are read from the 12 weeks that end with it, beside
   * the themes when these are still being read.
   */
  async of(
    counted: readonly RankedTheme[] | Promise<readonly RankedTheme[]>,
    period: Period,
    now: Date,
  ): Promise<Map<string, ThemePriority>> {
    const [themes, { weights, drivers, efforts }] = await Promise.all([counted, this.known(period, now)]);
    const byTheme = new Map(drivers.map((driver) => [driver.theme, driver]));
    const negative = negativeShare(themes);
    const periods = knownPeriods(themes);
    return new Map(
      themes.map((theme) => {
        const driver = byTheme.get(theme.id) ?? null;
        const signals = signalsOf(theme, {
          negative,
          driver,
          effort: efforts.get(theme.id) ?? null,
          usual: usualLevel(theme, periods),
        });
        return [theme.id, { ...priority(signals, weights), signals, weights, driver }];
      }),
    );
  }

  private async known(period: Period, now: Date) {
    const weeks = { from: new Date(period.to.getTime() - SCORE_DAYS_MS), to: period.to };
    const { priorityWeights: weights } = await this.settings.read();
    const [{ drivers }, efforts] = await Promise.all([this.drivers.of('csat', weeks), this.efforts(weeks, now)]);
    return { weights, drivers, efforts };
  }

  /** Mean handling time (or replies) of a theme over that of all tickets. */
  private async efforts(period: Period, now: Date): Promise<Map<string, number>> {
    const { whole, themes } = await this.kpis.handling({ period, now });
    const all = whole.value;
    if (!all) return new Map();
    return new Map(
      [...themes].flatMap(([theme, { value, n }]) => (value !== null && n >= 5 ? [[theme, value / all] as const] : [])),
    );
  }
}

function negativeShare(themes: readonly RankedTheme[]): number | null {
  const known = themes.flatMap(({ sentiment }) => sentiment ?? []);
  const n = known.reduce((sum, sentiment) => sum + sentiment.n, 0);
  return n ? known.reduce((sum, sentiment) => sum + sentiment.negative.count, 0) / n : null;
}

interface Known {
  negative: number | null;
  driver: Driver | null;
  effort: number | null;
  usual: number | null;
}

function signalsOf(
  { customers, contacts, sentiment }: RankedTheme,
  { negative, driver, effort, usual }: Known,
): PrioritySignals {
  return {
    customers,
    contacts,
    effort,
    negativity: sentiment && negative !== null ? sentiment.negative.share - negative : null,
    scoreEffect: driver?.verdict === 'established' ? 100 * driver.pull.effect : null,
    trend: usual === null ? null : contacts / usual,
  };
}
