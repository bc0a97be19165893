import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { quotesOfThemes } from '../../themes/reading/theme-quotes.js';
import { ThemesService } from '../../themes/themes.service.js';
import { briefSections } from '../gap-brief.js';
import type { ListedGap } from '../gap-list.service.js';
import { themeWindow } from '../../themes/theme-window.js';
import { GapMaterial } from '../gap-material.service.js';
import { effectWords } from './gap-views.js';

const LISTED_QUESTIONS = 2;
const SHOWN_MESSAGES = 10;

/** What the pages of gaps show beside the gap itself. */
@Injectable()
export class GapReader {
  constructor(
    private readonly db: DataSource,
    private readonly material: GapMaterial,
    private readonly themes: ThemesService,
  ) {}

  /** What customers ask, by theme. */
  async questionsOf(gaps: readonly ListedGap[], now: Date) {
    const themeIds = gaps.map(({ theme }) => theme.id);
    if (themeIds.length === 0) return new Map();
    return quotesOfThemes(this.db.manager, { period: themeWindow(now), filter: { themeIds }, count: LISTED_QUESTIONS });
  }

  /** Articles that gaps are judged against. */
  async articles(): Promise<number> {
    const [row] = await this.db.query<[{ n: number }]>(
      'SELECT count(*)::int AS n FROM kb_article WHERE deleted_at IS NULL',
    );
    return row.n;
  }

  async read(gap: ListedGap, now: Date) {
    const page = { limit: SHOWN_MESSAGES, after: null };
    const material = await this.material.of(gap, now);
    const effect = await this.material.effect(gap, now);
    const messages = await this.themes.feedback(gap.theme.id, themeWindow(now), {}, page);
    const sections = briefSections(gap, material).map(({ kind, ...section }) => ({
      ...section,
      isParagraphs: kind === 'paragraphs',
      isQuotes: kind === 'quotes',
      isSteps: kind === 'steps',
      lines: section.lines.map(({ text, url = null, note = null }) => ({ text, url, note })),
    }));
    return { sections, effect: effectWords(effect), messages };
  }
}
