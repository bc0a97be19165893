import { Controller, Get, HttpStatus, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { RequireScope } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { Pager } from '../../platform/http/page.js';
import { EmbeddingsService } from '../embedding/embeddings.service.js';
import { miningCoverage } from './reading/mining-coverage.js';
import { type ThemeOfPeriod, themesOf, withoutThemes } from './reading/period-themes.js';
import { filterOf, Id, ListThemeFeedback, ListThemes, periodOf, ReadTheme } from './themes.schema.js';
import { ThemesService } from './themes.service.js';

/** Weeks of the trend on a theme. */
const TREND_PERIODS = 12;

@ApiTags('themes')
@RequireScope('read')
@Controller('v1/themes')
export class ThemesController {
  constructor(
    private readonly db: DataSource,
    private readonly themes: ThemesService,
    private readonly embeddings: EmbeddingsService,
    private readonly config: Config,
    private readonly pager: Pager,
  ) {}

  /** Recurring issues with their contacts and customers in a period and the eight periods before it, most contacts first. */
  @Get()
  async list(@Query({ schema: ListThemes }) query: ListThemes) {
    const { limit, cursor, state, area, q, notAnIssue, ...rest } = query;
    const period = periodOf(rest, new Date());
    const scope = ['themes', { ...query, limit: 0, cursor: '' }];
    const after = this.pager.after(cursor, scope);
    const which = notAnIssue === 'true' ? 'silenced' : 'listed';
    const found = await themesOf(this.db.manager, {
      period,
      zone: this.config.env.TIME_ZONE,
      filter: filterOf(rest),
      quotes: 0,
      which,
    });
    const rows = found.themes
      .filter((theme) => fits(theme, { state, area, q }))
      .filter((theme) => !after || isAfter(theme, after));
    const { items, meta } = this.pager.page(rows.slice(0, limit + 1), limit, scope, positionOf);
    return { items: items.map(withoutQuotes), meta: { ...meta, period, total: found.total } };
  }

  /** How much of what customers wrote in a period the themes speak of, and what was not mined and why. */
  @Get('coverage')
  async coverage(@Query({ schema: ReadTheme }) query: ReadTheme) {
    const period = periodOf(query, new Date());
    const encoder = await this.embeddings.serving();
    const coverage = await miningCoverage(
      this.db.manager,
      period,
      encoder?.languages ?? null,
      withoutThemes(filterOf(query)),
    );
    return {
      period,
      ...coverage,
      encoder: encoder && { name: encoder.name, fingerprint: encoder.fingerprint, languages: encoder.languages },
    };
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
    if (!root) return undefined;
    const period = periodOf(query, new Date());
    const filter = { ...filterOf(query), themeIds: [root.id] };
    const which = root.notAnIssue ? 'silenced' : 'listed';
    const found = await themesOf(this.db.manager, {
      period,
      zone: this.config.env.TIME_ZONE,
      before: TREND_PERIODS,
      filter,
      which,
    });
    const merged = (await this.themes.mergedInto(id)).map((theme) => ({ id: theme.id, label: theme.label }));
    const { suggestedLabel, description, origin, notAnIssue } = root;
    return {
      ...found.themes[0],
      period,
      suggestedLabel,
      description,
      origin,
      notAnIssue,
      merged,
      proposals: await this.themes.openProposals(id),
    };
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
