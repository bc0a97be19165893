import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PeriodThemes } from '../../insights/themes/reading/period-themes.js';
import { TrendsService } from '../../insights/trends/trends.service.js';
import type { Week } from '../../platform/periods.js';
import type { ThemeFacts } from './digest-facts.js';
import { notableTags, quoteSources } from './quote-sources.js';
import { NOTABLE_SHARE, toThemeFacts } from './theme-facts.js';
import { WeekFigures } from './week-figures.service.js';

@Injectable()
export class ThemeFactsService {
  constructor(
    private readonly db: DataSource,
    private readonly trends: TrendsService,
    private readonly figures: WeekFigures,
  ) {}

  /** What the digest tells of each theme of a week: looked up for all of them at once. Weeks before `start` are left out. */
  async of(found: PeriodThemes, week: Week, zone: string, start: number): Promise<ThemeFacts[]> {
    const em = this.db.manager;
    const quoted = found.themes.flatMap(({ quotes }) => quotes.map(({ feedbackId }) => feedbackId));
    const all = {
      contacts: found.total.contacts,
      segments: found.segments,
      sources: await quoteSources(em, quoted),
      tags: await notableTags(em, week, NOTABLE_SHARE),
    };
    const trends = await this.trends.ofWeek(week, zone);
    const weights = await this.figures.ofThemes(found.themes, week);
    return found.themes.map((theme) => {
      const facts = toThemeFacts(theme, all, trends.get(theme.id) ?? null, start);
      return { ...facts, ...weights.get(theme.id) };
    });
  }
}
