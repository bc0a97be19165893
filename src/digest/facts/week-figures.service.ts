import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { GapList } from '../../insights/gaps/gap-list.service.js';
import { GoalsService } from '../../insights/goals/goals.service.js';
import { KpisService } from '../../insights/kpis/kpis.service.js';
import { readingSentence } from '../../insights/kpis/pages/reading-words.js';
import { PrioritiesService, type ThemePriority } from '../../insights/priority/priorities.service.js';
import type { ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import type { Week } from '../../platform/periods.js';
import type { DigestFacts, ThemeFacts } from './digest-facts.js';
import { answeredShares } from './answered-shares.js';
import type { HelpKnown } from './gap-facts.js';
import { goalFacts, kpiFacts, scoreFacts } from './figure-facts.js';

const FOUR_WEEKS_MS = 28 * 86_400_000;
/** Weeks before that are a theme's usual level. */
const USUAL_WEEKS = 4;

/** The figures that everybody gets, and how much each theme matters. Asked where API and pages ask. */
@Injectable()
export class WeekFigures {
  constructor(
    private readonly db: DataSource,
    private readonly kpis: KpisService,
    private readonly goals: GoalsService,
    private readonly priorities: PrioritiesService,
    private readonly gaps: GapList,
  ) {}

  /** Figures of the week beside those of the four weeks before, goals as they stood when it ended. */
  async of(week: Week, zone: string): Promise<Pick<DigestFacts, 'kpis' | 'scores' | 'goals' | 'readings'>> {
    const before = { from: new Date(week.from.getTime() - FOUR_WEEKS_MS), to: week.from };
    const [compared, goals] = await Promise.all([
      this.kpis.compare({ period: week, now: week.to }, zone, before),
      this.goals.progress(week.to),
    ]);
    const readings = compared.readings.map((reading) => {
      return { rule: reading.rule, says: readingSentence(reading, compared.now) };
    });
    return { kpis: kpiFacts(compared), scores: scoreFacts(compared), goals: goalFacts(goals), readings };
  }

  /** What is known of the help for a theme, by its id. */
  async helpOf(themes: readonly ThemeOfPeriod[], week: Week): Promise<(themeId: string) => HelpKnown> {
    const gaps = await this.gaps.ofThemes(themes.map(({ id }) => id));
    const answered = await answeredShares(this.db.manager, week.to);
    return (id) => ({ gap: gaps.get(id) ?? null, answered: answered.get(id) ?? null });
  }

  /** What is added to the facts of each theme, by its id. */
  async ofThemes(
    themes: readonly ThemeOfPeriod[],
    week: Week,
  ): Promise<Map<string, Pick<ThemeFacts, 'scoreEffect' | 'priority'>>> {
    const ranked = themes.map((theme) => ({ ...theme, before: theme.before.slice(-USUAL_WEEKS) }));
    const priorities = await this.priorities.of(ranked, week, week.to);
    return new Map(
      [...priorities].map(([id, found]) => [id, { scoreEffect: effectOf(found), priority: partsOf(found) }]),
    );
  }
}

/** Points of satisfaction when this is the topic, other things equal; null until it is established. */
function effectOf({ driver }: ThemePriority): ThemeFacts['scoreEffect'] {
  if (driver?.verdict !== 'established') return null;
  const { effect, interval } = driver.adjusted;
  return { points: 100 * effect, low: 100 * interval.low, high: 100 * interval.high, n: driver.n };
}

function partsOf({ score, parts }: ThemePriority): ThemeFacts['priority'] {
  return { value: score, parts };
}
