import { Controller, Get, HttpStatus, Param, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { TeamThemes } from '../../platform/teams/team-themes.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import type { Period } from '../../platform/periods.js';
import { dimensionsOf, evidenceUrl } from '../filters/filter.schema.js';
import { type ReadTheme as ThemeRead, ThemeReader } from './reading/theme-reader.service.js';
import { themeNotFound } from './curation/curation.service.js';
import { filterOf, Id, ListThemeFeedback, ListThemes, periodOf, ReadTheme } from './themes.schema.js';
import { ThemesService } from './themes.service.js';

@ApiTags('themes')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/themes')
export class ThemesController {
  constructor(
    private readonly reader: ThemeReader,
    private readonly themes: ThemesService,
    private readonly teams: TeamThemes,
    private readonly pager: Pager,
  ) {}

  /** Recurring issues with their contacts and customers in a period and the eight periods before it (null before the first message), most contacts first. */
  @Get()
  @ForTeams('own')
  async list(@Query({ schema: ListThemes }) query: ListThemes, @CurrentCaller() caller: Caller) {
    const { limit, cursor, state, area, q, notAnIssue, ...rest } = query;
    const period = periodOf(rest, new Date());
    const scope = ['themes', { ...query, limit: 0, cursor: '' }];
    const after = this.pager.after(cursor, scope);
    const found = await this.reader.list(period, filterOf(rest), notAnIssue === 'true');
    const own = await this.teams.of(caller);
    const rows = found.themes
      .filter(({ id }) => own?.includes(id) ?? true)
      .filter((theme) => fits(theme, { state, area, q }))
      .filter((theme) => !after || isAfter(theme, after));
    const { items, meta } = this.pager.page(rows.slice(0, limit + 1), limit, scope, positionOf);
    const shown = items.map((theme) => ({ ...withoutQuotes(theme), evidence: evidenceOf(theme, period, rest) }));
    const evidence = evidenceUrl('/v1/messages', period, dimensionsOf(rest));
    return { items: shown, meta: { ...meta, period, total: { ...found.total, evidence } } };
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
  @ForTeams('own')
  async read(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ReadTheme }) query: ReadTheme,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const root = await this.rootOrRedirect({ id, path: '', caller }, reply);
    if (!root) return undefined;
    const detail = await this.reader.detail(root, periodOf(query, new Date()), filterOf(query));
    return { ...detail, evidence: evidenceOf(detail, detail.period, query) };
  }

  /** The messages behind the numbers, masked, newest first. */
  @Get(':id/feedback')
  @ForTeams('own')
  async feedback(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ListThemeFeedback }) query: ListThemeFeedback,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const root = await this.rootOrRedirect({ id, path: '/feedback', caller }, reply);
    if (!root) return undefined;
    const { limit, cursor, ...rest } = query;
    const scope = ['theme-feedback', id, rest];
    const page = { limit: limit + 1, after: this.pager.after(cursor, scope) };
    const rows = await this.themes.feedback(id, periodOf(rest, new Date()), filterOf(rest), page);
    return this.pager.page(rows, limit, scope, (row) => [row.occurredAt.toISOString(), row.statementId]);
  }

  /** What became of the theme and of those merged into it: births, merges, splits, names, with time, cause and counts. */
  @Get(':id/history')
  @ForTeams('own')
  async history(
    @Param('id', { schema: Id }) id: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const root = await this.rootOrRedirect({ id, path: '/history', caller }, reply);
    return root ? { items: await this.themes.history(id) } : undefined;
  }

  /** Old ids stay good: they lead to the theme they were merged into. */
  private async rootOrRedirect({ id, path, caller }: Asked, reply: FastifyReply) {
    const root = await this.themes.resolve(id);
    if (!(await this.teams.mayRead(caller, root.id))) throw themeNotFound();
    if (root.id === id) return root;
    reply.status(HttpStatus.PERMANENT_REDIRECT).header('location', `/v1/themes/${root.id}${path}`);
    return null;
  }
}

/** The messages behind the numbers of a theme. */
function evidenceOf({ id }: { id: string }, period: Period, query: ReadTheme): string {
  return evidenceUrl(`/v1/themes/${id}/feedback`, period, dimensionsOf(query));
}

interface Asked {
  id: string;
  path: string;
  caller: Caller;
}

function fits(
  theme: ThemeRead,
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

const positionOf = (theme: ThemeRead): (string | number)[] => [theme.contacts, theme.customers, theme.label, theme.id];

/** In the order of the list: contacts and customers descending, then label. */
function isAfter(theme: ThemeRead, position: readonly (string | number)[]): boolean {
  const own = positionOf(theme);
  const [contacts = 0, customers = 0] = position as [number, number];
  if (own[0] !== contacts) return Number(own[0]) < contacts;
  if (own[1] !== customers) return Number(own[1]) < customers;
  const [, , label, id] = own as [number, number, string, string];
  return label === position[2] ? id > String(position[3]) : label > String(position[2]);
}

function withoutQuotes({ quotes: _, ...theme }: ThemeRead): Omit<ThemeRead, 'quotes'> {
  return theme;
}
