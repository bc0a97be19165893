import { Controller, Get, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../../platform/auth/public.js';
import { Pager } from '../../platform/http/page.js';
import type { ThemeOfPeriod } from './reading/period-themes.js';
import { ThemeReader } from './reading/theme-reader.service.js';
import { filterOf, Id, ListThemeFeedback, ListThemes, periodOf, ReadTheme } from './themes.schema.js';
import { ThemesService } from './themes.service.js';

@ApiTags('themes')
@RequireScope('read')
@Controller('v1/themes')
export class ThemesController {
  constructor(
    private readonly reader: ThemeReader,
    private readonly themes: ThemesService,
    private readonly pager: Pager,
  ) {}

  /** Recurring issues with their contacts and customers in a period and the eight periods before it, most contacts first. */
  @Get()
  async list(@Query({ schema: ListThemes }) query: ListThemes) {
    const { limit, cursor, state, area, q, notAnIssue, ...rest } = query;
    const period = periodOf(rest, new Date());
    const scope = ['themes', { ...query, limit: 0, cursor: '' }];
    const after = this.pager.after(cursor, scope);
    const found = await this.reader.list(period, filterOf(rest), notAnIssue === 'true');
    const rows = found.themes
      .filter((theme) => fits(theme, { state, area, q }))
      .filter((theme) => !after || isAfter(theme, after));
    const { items, meta } = this.pager.page(rows.slice(0, limit + 1), limit, scope, positionOf);
    return { items: items.map(withoutQuotes), meta: { ...meta, period, total: found.total } };
  }

  /** How much of what customers wrote in a period the themes speak of, and what was not mined and why. */
  @Get('coverage')
  coverage(@Query({ schema: ReadTheme }) query: ReadTheme) {
    return this.reader.coverage(periodOf(query, new Date()), filterOf(query));
  }

  /** What the engine would merge or split; people decide. */
  @Get('proposals')
  async proposals() {
    return { items: await this.themes.openProposals() };
  }

  /** One theme: numbers, trend, sentiment, segments, quotes, help articles, and what the engine proposes. A merged one redirects. */
  @Get(':id')
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReadTheme }) query: ReadTheme,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const root = await this.rootOrRedirect(id, '', reply);
    return root ? this.reader.detail(root, periodOf(query, new Date()), filterOf(query)) : undefined;
  }

  /** The messages behind the numbers, masked, newest first. */
  @Get(':id/feedback')
  async feedback(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ListThemeFeedback }) query: ListThemeFeedback,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const root = await this.rootOrRedirect(id, '/feedback', reply);
    if (!root) return undefined;
    const { limit, cursor, ...rest } = query;
    const scope = ['theme-feedback', id, rest];
    const page = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await this.themes.feedback(id, periodOf(rest, new Date()), filterOf(rest), page);
    return this.pager.page(rows, limit, scope, (row) => [row.occurredAt.toISOString(), row.statementId]);
  }

  /** What became of the theme and of those merged into it: births, merges, splits, names, with time, cause and counts. */
  @Get(':id/history')
  async history(@Param('id', { schema: Id }) id: string, @Res({ passthrough: true }) reply: FastifyReply) {
    const root = await this.rootOrRedirect(id, '/history', reply);
    return root ? { items: await this.themes.history(id) } : undefined;
  }

  /** Old ids stay good: they lead to the theme they were merged into. */
  private async rootOrRedirect(id: string, path: string, reply: FastifyReply) {
    const root = await this.themes.resolve(id);
    if (root.id === id) return root;
    reply.status(HttpStatus.PERMANENT_REDIRECT).header('location', `/v1/themes/${root.id}${path}`);
    return null;
  }
}

function fits(
  theme: ThemeOfPeriod,
  wanted: { state?: string | undefined; area?: string | undefined; q?: string | undefined },
): boolean {
  if (wanted.state && theme.state !== wanted.state) return false;
  if (wanted.area && theme.area?.id !== wanted.area) return false;
  const words = [theme.label, theme.subtitle ?? '', ...theme.keywords].join(' ').toLowerCase();
  return (
    !wanted.q ||
    wanted.q
      .toLowerCase()
      .split(/\s+/)
      .every((word) => words.includes(word))
  );
}

const positionOf = (theme: ThemeOfPeriod): (string | number)[] => [
  theme.contacts,
  theme.customers,
  theme.label,
  theme.id,
];

/** In the order of the list: contacts and customers descending, then label. */
function isAfter(theme: ThemeOfPeriod, position: readonly (string | number)[]): boolean {
  const own = positionOf(theme);
  const [contacts = 0, customers = 0] = position as [number, number];
  if (own[0] !== contacts) return Number(own[0]) < contacts;
  if (own[1] !== customers) return Number(own[1]) < customers;
  const [, , label, id] = own as [number, number, string, string];
  return label === position[2] ? id > String(position[3]) : label > String(position[2]);
}

function withoutQuotes({ quotes: _, ...theme }: ThemeOfPeriod): Omit<ThemeOfPeriod, 'quotes'> {
  return theme;
}
