import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../../platform/config.js';
import type { Period } from '../../../platform/periods.js';
import { EmbeddingsService } from '../../embedding/embeddings.service.js';
import type { Theme } from '../tables/theme.entity.js';
import type { ThemeProposal } from '../tables/theme-proposal.entity.js';
import { ThemesService } from '../themes.service.js';
import { type MiningCoverage, miningCoverage } from './mining-coverage.js';
import { type PeriodThemes, type ThemeOfPeriod, themesOf, withoutThemes } from './period-themes.js';
import type { MessageFilter } from './theme-messages.js';

/** Periods of the trend on a theme. */
const TREND_PERIODS = 12;

export interface ThemeDetail extends ThemeOfPeriod {
  period: Period;
  suggestedLabel: string | null;
  description: string | null;
  origin: Theme['origin'];
  notAnIssue: boolean;
  /** Themes merged into this one. */
  merged: { id: string; label: string }[];
  proposals: ThemeProposal[];
}

/** What the list and the page of a theme show, the same for programs and people. */
@Injectable()
export class ThemeReader {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly themes: ThemesService,
    private readonly embeddings: EmbeddingsService,
  ) {}

  /** All themes that have not ended, most contacts in the period first; without quotes. */
  list(period: Period, filter: MessageFilter, silenced = false): Promise<PeriodThemes> {
    const which = silenced ? 'silenced' : 'listed';
    return themesOf(this.db.manager, { period, zone: this.config.env.TIME_ZONE, filter, quotes: 0, which });
  }

  /** One root theme with everything that is known about it in a period. */
  async detail(root: Theme, period: Period, filter: MessageFilter): Promise<ThemeDetail> {
    const which = root.notAnIssue ? 'silenced' : 'listed';
    const question = { period, zone: this.config.env.TIME_ZONE, before: TREND_PERIODS, which } as const;
    const found = await themesOf(this.db.manager, { ...question, filter: { ...filter, themeIds: [root.id] } });
    const merged = (await this.themes.mergedInto(root.id)).map(({ id, label }) => ({ id, label }));
    const { suggestedLabel, description, origin, notAnIssue } = root;
    const proposals = await this.themes.openProposals(root.id);
    return { ...found.themes[0]!, period, suggestedLabel, description, origin, notAnIssue, merged, proposals };
  }

  async coverage(period: Period, filter: MessageFilter) {
    const encoder = await this.embeddings.serving();
    const languages = encoder?.languages ?? null;
    const found: MiningCoverage = await miningCoverage(this.db.manager, period, languages, withoutThemes(filter));
    const { name = null, fingerprint = null } = encoder ?? {};
    return { period, ...found, encoder: { name, fingerprint, languages } };
  }
}
