import { Controller, Get, type OnModuleInit, Query, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/auth/public.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { FilterChoices } from '../../filters/filter-choices.service.js';
import { filterBar, pageQuery } from '../../filters/page-filter.js';
import type { TrendItem } from '../../trends/trend-picture.js';
import { ThemesService } from '../themes.service.js';
import { mayChangeThemes } from './may-change-themes.js';
import { messageFilter, ThemesPageQuery } from './theme-page.schema.js';
import { byArea, themeRow } from './theme-rows.js';
import { ThemeTrends } from './theme-trends.service.js';
import { VisibleThemes } from './visible-themes.service.js';

/** Weeks of the small charts. */
const WEEKS = 12;

/** What customers keep writing about: all themes, by contacts or by area. */
@ApiExcludeController()
@RequireScope('read')
@Controller('themes')
export class ThemeListController implements OnModuleInit {
  constructor(
    private readonly visible: VisibleThemes,
    private readonly themes: ThemesService,
    private readonly trends: ThemeTrends,
    private readonly choices: FilterChoices,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Themes', href: '/themes', order: 10, scope: 'read', group: 'understand' });
  }

  @Get()
  @HtmlPage()
  async list(
    @Query({ schema: ThemesPageQuery }) { by = 'contacts', ...query }: ThemesPageQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const { zone } = this.trends;
    const period = this.trends.periodOf(query, new Date());
    const filter = messageFilter(query);
    const asked = { caller: request.caller, period, filter };
    // At most two connections at a time, so that many readers share what there are.
    const [found, trends] = await Promise.all([
      this.visible.list(asked),
      this.trends.weekly('theme', period, filter, WEEKS),
    ]);
    const [silenced, areas] = await Promise.all([
      this.visible.list(asked, true),
      by === 'area' ? this.trends.weekly('area', period, filter, WEEKS) : new Map<string, TrendItem>(),
    ]);
    const coverage = await this.visible.coverage(asked);
    const proposals = await this.themes.openProposals();
    const rows = found.themes.map((theme) => themeRow(theme, trends.get(theme.id), zone));
    const mined = coverage.assigned + coverage.unassigned;
    return this.pages.render(request, 'insights/themes/pages/themes-page', {
      title: 'Themes',
      period,
      total: found.total,
      groups: by === 'area' ? byArea(rows, areas, zone) : [{ label: null, chart: null, themes: rows }],
      isEmpty: rows.length === 0,
      silenced: silenced.themes.map(({ id, label, contacts }) => ({ id, label, contacts })),
      coverage: { ...coverage, share: mined ? coverage.assigned / mined : null },
      proposals: proposals.length,
      filter: filterBar(query, {
        action: '/themes',
        choices: await this.choices.read(),
        fields: ['product', 'channel', 'plan'],
        hidden: { by, language: query.language, stage: query.stage, tag: query.tag },
      }),
      tabs: tabsOf(query, by),
      mayChange: mayChangeThemes(request.caller),
    });
  }
}

function tabsOf(query: ThemesPageQuery, by: 'contacts' | 'area') {
  const tab = (value: string | null, label: string) => ({
    label,
    href: `/themes${pageQuery(query, { by: value })}`,
    isChosen: (value ?? 'contacts') === by,
  });
  return [tab(null, 'By contacts'), tab('area', 'By area')];
}
