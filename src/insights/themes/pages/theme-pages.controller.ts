import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/auth/public.js';
import { Pager } from '../../../platform/http/page.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { pageQuery } from '../../filters/page-filter.js';
import type { ReadThemes, ThemeDetail } from '../reading/theme-reader.service.js';
import type { ThemeEvent } from '../tables/theme-event.entity.js';
import { Id } from '../themes.schema.js';
import { ThemesService } from '../themes.service.js';
import { historySentence } from './history-sentence.js';
import { mayChangeThemes } from './may-change-themes.js';
import { messageFilter, ThemePageQuery } from './theme-page.schema.js';
import { segmentTable, sentimentRows, themeRow } from './theme-rows.js';
import { ThemeTrends } from './theme-trends.service.js';
import { VisibleThemes } from './visible-themes.service.js';

const SHOWN_MESSAGES = 50;
/** Weeks of the trend; it begins where the messages begin. */
const WEEKS = 52;

/** One theme for people: its numbers, evidence and history, and what can be changed. */
@ApiExcludeController()
@RequireScope('read')
@Controller('themes')
export class ThemePagesController {
  constructor(
    private readonly visible: VisibleThemes,
    private readonly themes: ThemesService,
    private readonly trends: ThemeTrends,
    private readonly pager: Pager,
    private readonly pages: Pages,
  ) {}

  @Get(':id')
  @HtmlPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ThemePageQuery }) { cursor, ...query }: ThemePageQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const root = await this.themes.resolve(id);
    if (root.id !== id) {
      reply.status(308).header('location', `/themes/${root.id}`);
      return '';
    }
    const period = this.trends.periodOf(query, new Date());
    const filter = messageFilter(query);
    const asked = { caller: request.caller, period, filter };
    const scope = ['theme-page', id, query];
    const page = { limit: SHOWN_MESSAGES + 1, after: this.pager.after(cursor, scope) };
    // At most two connections at a time, so that many readers share what there are.
    const [theme, trends] = await Promise.all([
      this.visible.detail(root, asked),
      this.trends.weekly('theme', period, filter, WEEKS),
    ]);
    const [all, messages] = await Promise.all([
      this.visible.list(asked),
      this.themes.feedback(id, period, filter, page),
    ]);
    const history = await this.themes.history(id);
    const evidence = this.pager.page(messages, SHOWN_MESSAGES, scope, (row) => [
      row.occurredAt.toISOString(),
      row.statementId,
    ]);
    const { nextCursor } = evidence.meta;
    return this.pages.render(request, 'insights/themes/pages/theme-page', {
      title: theme.label,
      ...viewOf(theme, all),
      theme: { ...theme, ...themeRow(theme, trends.get(id), this.trends.zone) },
      evidence: evidence.items,
      isContinued: Boolean(cursor),
      next: nextCursor && `/themes/${id}${pageQuery(query, { cursor: nextCursor })}#messages`,
      numbers: `/kpis${pageQuery(query, { theme: id })}`,
      history: history.map((event) => ({ at: event.at, text: toldWith(event, all) })).reverse(),
      mayChange: mayChangeThemes(request.caller),
    });
  }
}

/** What the page says of a theme beside all others. */
function viewOf(theme: ThemeDetail, all: ReadThemes) {
  const others = all.themes.filter((other) => other.id !== theme.id).map(({ id, label }) => ({ id, label }));
  const labels = new Map(others.map(({ id, label }) => [id, label]));
  return {
    previous: theme.before.at(-1)?.contacts ?? null,
    segments: segmentTable(theme, all),
    sentiment: sentimentRows(theme.sentiment),
    proposals: theme.proposals.map((proposal) => ({
      ...proposal,
      isMerge: proposal.kind === 'merge',
      other: labels.get(proposal.themeId === theme.id ? proposal.otherThemeId! : proposal.themeId) ?? 'another theme',
    })),
    others: others.sort((a, b) => (a.label < b.label ? -1 : 1)),
  };
}

function toldWith(event: ThemeEvent, { themes }: ReadThemes): string {
  const other = event.detail['into'] ?? event.detail['from'] ?? event.detail['other'];
  const label = typeof other === 'string' ? themes.find(({ id }) => id === other)?.label : undefined;
  return label ? `${historySentence(event)} (${label})` : historySentence(event);
}
