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
import { type KnownCount, knownCounts } from './periods-before.js';
import type { MessageFilter } from './theme-messages.js';
import { type CalibratedSentiment, calibratedSentiment } from './theme-sentiment.js';

/** Periods of the trend on a theme. */
const TREND_PERIODS = 12;

/** A theme with its counts before, null in periods of which nothing is known. */
export type ReadTheme = Omit<ThemeOfPeriod, 'before'> & { before: KnownCount[] };
export type ReadThemes = Omit<PeriodThemes, 'before' | 'themes'> & { before: KnownCount[]; themes: ReadTheme[] };

export interface ThemeDetail extends ReadTheme {
  period: Period;
  /** What is to be expected once the head is calibrated on CSAT comments; null below 200 of them. */
  calibratedSentiment: CalibratedSentiment | null;
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
  async list(period: Period, filter: MessageFilter, silenced = false): Promise<ReadThemes> {
    const which = silenced ? 'silenced' : 'listed';
    const zone = this.config.env.TIME_ZONE;
    return this.known(await themesOf(this.db.manager, { period, zone, filter, quotes: 0, which }));
  }

  /** One root theme with everything that is known about it in a period. */
  async detail(root: Theme, period: Period, filter: MessageFilter): Promise<ThemeDetail> {
    const which = root.notAnIssue ? 'silenced' : 'listed';
    const question = { period, zone: this.config.env.TIME_ZONE, before: TREND_PERIODS, which } as const;
    const filtered = { ...question, filter: { ...filter, themeIds: [root.id] } };
    const found = await this.known(await themesOf(this.db.manager, filtered));
    const merged = (await this.themes.mergedInto(root.id)).map(({ id, label }) => ({ id, label }));
    const { suggestedLabel, description, origin, notAnIssue } = root;
    const proposals = await this.themes.openProposals(root.id);
    const expected = await calibratedSentiment(this.db.manager, root.id, period, filter);
    const own = { suggestedLabel, description, origin, notAnIssue, merged, proposals };
    return { ...found.themes[0]!, period, calibratedSentiment: expected, ...own };
  }

  async coverage(period: Period, filter: MessageFilter) {
    const encoder = await this.embeddings.serving();
    const languages = encoder?.languages ?? null;
    const found: MiningCoverage = await miningCoverage(this.db.manager, period, languages, withoutThemes(filter));
    const { name = null, fingerprint = null } = encoder ?? {};
    return { period, ...found, encoder: { name, fingerprint, languages } };
  }

  private async known(found: PeriodThemes): Promise<ReadThemes> {
    const [row] = await this.db.query<{ first: Date | null }[]>('SELECT min(occurred_at) AS first FROM statement_fact');
    const known = <T extends { before: PeriodThemes['before'] }>(counted: T) => ({
      ...counted,
      before: knownCounts(counted.before, row!.first),
    });
    return { ...known(found), themes: found.themes.map(known) };
  }
}
