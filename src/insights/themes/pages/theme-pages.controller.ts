import { Controller, Get, type OnModuleInit, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../../../platform/auth/public.js';
import { allows } from '../../../platform/auth/scopes.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { ThemeOfPeriod } from '../reading/period-themes.js';
import { ThemeReader } from '../reading/theme-reader.service.js';
import type { ThemeEvent } from '../tables/theme-event.entity.js';
import { filterOf, Id, periodOf, ReadTheme } from '../themes.schema.js';
import { ThemesService } from '../themes.service.js';
import { historySentence } from './history-sentence.js';

/** Messages shown on the page of a theme; the API pages through all. */
const SHOWN_MESSAGES = 50;

const ANSWERED: Record<string, string> = {
  none: 'answered by an article',
  possible: 'article may be missing',
  likely: 'article missing',
  unknown: 'not judged yet',
};

/** Themes for people: the list, and one theme with its evidence, history and what can be changed. */
@ApiExcludeController()
@RequireScope('read')
@Controller('themes')
export class ThemePagesController implements OnModuleInit {
  constructor(
    private readonly reader: ThemeReader,
    private readonly themes: ThemesService,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Themes', href: '/themes', order: 20, scope: 'read', group: 'main' });
  }

  @Get()
  @HtmlPage()
  async list(@Query({ schema: ReadTheme }) query: ReadTheme, @Req() request: FastifyRequest): Promise<string> {
    const period = periodOf(query, new Date());
    const filter = filterOf(query);
    const [found, silenced, coverage] = await Promise.all([
      this.reader.list(period, filter),
      this.reader.list(period, filter, true),
      this.reader.coverage(period, filter),
    ]);
    const mined = coverage.assigned + coverage.unassigned;
    const view = {
      period,
      total: found.total,
      themes: found.themes.map(listed),
      silenced: silenced.themes.map(listed),
      coverage: { ...coverage, share: mined ? coverage.assigned / mined : null },
      proposals: (await this.themes.openProposals()).length,
    };
    return this.pages.render(request, 'insights/themes/pages/themes-page', { title: 'Themes', ...view });
  }

  @Get(':id')
  @HtmlPage()
  async show(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReadTheme }) query: ReadTheme,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const root = await this.themes.resolve(id);
    if (root.id !== id) {
      reply.status(308).header('location', `/themes/${root.id}`);
      return '';
    }
    const period = periodOf(query, new Date());
    const filter = filterOf(query);
    const [theme, evidence, history, all] = await Promise.all([
      this.reader.detail(root, period, filter),
      this.themes.feedback(id, period, filter, { limit: SHOWN_MESSAGES, after: null }),
      this.themes.history(id),
      this.reader.list(period, {}),
    ]);
    const others = all.themes.filter((other) => other.id !== id).map((other) => ({ id: other.id, label: other.label }));
    const labels = new Map(all.themes.map((other) => [other.id, other.label]));
    const proposals = theme.proposals.map((proposal) => ({
      ...proposal,
      isMerge: proposal.kind === 'merge',
      other: labels.get(proposal.themeId === id ? proposal.otherThemeId! : proposal.themeId) ?? 'another theme',
    }));
    const view = {
      theme: { ...listed(theme), ...theme, proposals, quotes: theme.quotes },
      evidence,
      history: history.map((event) => ({ at: event.at, text: toldWith(event, labels) })).reverse(),
      others: others.sort((a, b) => (a.label < b.label ? -1 : 1)),
      mayChange: allows(request.caller.scopes, 'write'),
    };
    return this.pages.render(request, 'insights/themes/pages/theme-page', { title: theme.label, ...view });
  }
}

/** A theme as a row: the numbers and words that the templates show. */
function listed(theme: ThemeOfPeriod) {
  const weeks = [...theme.before.map(({ contacts }) => contacts), theme.contacts];
  return {
    ...theme,
    weeks,
    previous: theme.before.at(-1)?.contacts ?? null,
    answered: ANSWERED[theme.coverage?.verdict ?? 'unknown']!,
    isMissing: theme.coverage?.verdict === 'likely',
    isEmerging: theme.state === 'emerging',
    isDormant: theme.state === 'dormant',
    negative: theme.sentiment?.negative ?? null,
    sentimentN: theme.sentiment?.n ?? 0,
  };
}

function toldWith(event: ThemeEvent, labels: ReadonlyMap<string, string>): string {
  const other = event.detail['into'] ?? event.detail['from'] ?? event.detail['other'];
  const label = typeof other === 'string' ? labels.get(other) : undefined;
  return label ? `${historySentence(event)} (${label})` : historySentence(event);
}
