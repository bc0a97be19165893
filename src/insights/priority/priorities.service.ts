import { Injectable } from '@nestjs/common';
import type { Period } from '../../platform/periods.js';
import type { Driver } from '../drivers/drivers.js';
import { DriversService } from '../drivers/drivers.service.js';
import { KpisService } from '../kpis/kpis.service.js';
import { InsightSettings } from '../settings/insight-settings.service.js';
import type { SentimentShares } from '../sentiment/sentiment-shares.js';
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
/** Fewer contacts in the periods before are no level to compare with. */
const LEAST_BEFORE = 4;

/** How much a theme matters, from everything that is known of it; unknown parts neither raise nor lower. */
@Injectable()
export class PrioritiesService {
  constructor(
    private readonly kpis: KpisService,
    private readonly drivers: DriversService,
    private readonly settings: InsightSettings,
  ) {}

  /** Priorities of the themes of a period, by id. Effort and score effect are read from the 12 weeks that end with it. */
  async of(themes: readonly RankedTheme[], period: Period, now: Date): Promise<Map<string, ThemePriority>> {
    const weeks = { from: new Date(period.to.getTime() - SCORE_DAYS_MS), to: period.to };
    const [{ priorityWeights: weights }, { drivers }, efforts] = await Promise.all([
      this.settings.read(),
      this.drivers.of('csat', weeks),
      this.efforts(weeks, now),
    ]);
    const byTheme = new Map(drivers.map((driver) => [driver.theme, driver]));
    const negative = negativeShare(themes);
    return new Map(
      themes.map((theme) => {
        const driver = byTheme.get(theme.id) ?? null;
        const signals = signalsOf(theme, { negative, driver, effort: efforts.get(theme.id) ?? null });
        return [theme.id, { ...priority(signals, weights), signals, weights, driver }];
      }),
    );
  }

  /** Mean handling time (or replies) of a theme over that of all tickets. */
  private async efforts(period: Period, now: Date): Promise<Map<string, number>> {
    const order = { period, now };
    const [whole, groups] = await Promise.all([this.kpis.ofPeriod(order), this.kpis.by(order, { kind: 'theme' })]);
    const all = whole.handleTime.value;
    if (!all) return new Map();
    return new Map(
      groups.flatMap(({ group, kpis: { handleTime } }) =>
        group && handleTime.value !== null && handleTime.n >= 5 ? [[group, handleTime.value / all] as const] : [],
      ),
    );
  }
}

function negativeShare(themes: readonly RankedTheme[]): number | null {
  const known = themes.flatMap(({ sentiment }) => sentiment ?? []);
  const n = known.reduce((sum, sentiment) => sum + sentiment.n, 0);
  return n ? known.reduce((sum, sentiment) => sum + sentiment.negative.count, 0) / n : null;
}

function signalsOf(
  { customers, contacts, sentiment, before }: RankedTheme,
  { negative, driver, effort }: { negative: number | null; driver: Driver | null; effort: number | null },
): PrioritySignals {
  const earlier = before.reduce((sum, count) => sum + count.contacts, 0);
  return {
    customers,
    contacts,
    effort,
    negativity: sentiment && negative !== null ? sentiment.negative.share - negative : null,
    scoreEffect: driver?.verdict === 'established' ? 100 * driver.pull.effect : null,
    trend: earlier >= LEAST_BEFORE ? contacts / (earlier / before.length) : null,
  };
}
