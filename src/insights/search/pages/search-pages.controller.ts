import { Controller, Get, type OnModuleInit, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { Config } from '../../../platform/config.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { FilterChoices } from '../../filters/filter-choices.service.js';
import { blank, filterBar, PageFilterQuery, pagePeriod } from '../../filters/page-filter.js';
import { SENTIMENTS } from '../../sentiment/sentiment-shares.js';
import { SearchQuery } from '../search.schema.js';
import { type SearchResult, SearchService } from '../search.service.js';
import { highlighted } from './highlight.js';

const { team: _, ...Filter } = PageFilterQuery;
const SearchPageQuery = z.object({
  ...Filter,
  q: blank(z.string().trim().min(1).max(1000)),
  likeFeedback: blank(z.uuid()),
  likeTheme: blank(z.uuid()),
  sentiment: blank(z.enum(SENTIMENTS)),
  assigned: blank(z.enum(['true', 'false'])),
});
type SearchPageQuery = z.infer<typeof SearchPageQuery>;

const SHOWN = 30;
/** Everything that is kept, unless a period is asked for. */
const PRESET_DAYS = 364;

/** Search for people: by meaning and words, or more like a message or theme. */
@ApiExcludeController()
@RequireScope('read')
@UseGuards(AllTeamsGuard)
@Controller('search')
export class SearchPagesController implements OnModuleInit {
  constructor(
    private readonly searching: SearchService,
    private readonly choices: FilterChoices,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const entry = { label: 'Search', href: '/search', order: 50, allTeams: true };
    this.pages.menu.add({ ...entry, scope: 'read', group: 'understand' });
  }

  @Get()
  @HtmlPage()
  async show(@Query({ schema: SearchPageQuery }) query: SearchPageQuery, @Req() request: FastifyRequest) {
    const { q, likeFeedback, likeTheme } = query;
    const isAsked = Boolean(q ?? likeFeedback ?? likeTheme);
    const [found, choices] = await Promise.all([
      isAsked ? this.searching.search(this.questionOf(query)) : null,
      this.choices.read(),
    ]);
    return this.pages.render(request, 'insights/search/pages/search-page', {
      title: q ? `Search: ${q}` : 'Search',
      isAsked,
      ...askedOf(query),
      ...foundOf(found, q ?? ''),
      filter: filterBar(query, {
        action: '/search',
        preset: PRESET_DAYS,
        choices,
        fields: ['product', 'channel', 'plan'],
      }),
    });
  }

  /** A question goes before a likeness; a period narrows only when it is asked for. */
  private questionOf(query: SearchPageQuery): SearchQuery {
    const { q, likeFeedback, likeTheme, product, channel, plan, sentiment, assigned } = query;
    const about = q ? { q } : likeFeedback ? { likeFeedback } : { likeTheme };
    const zone = this.config.env.TIME_ZONE;
    const isNarrowed = query.days ?? query.until ?? query.from ?? query.to;
    const { from, to } = pagePeriod(query, { now: new Date(), zone, preset: PRESET_DAYS });
    const period = isNarrowed ? { from: from.toISOString(), to: to.toISOString() } : {};
    return { ...about, product, channel, plan, sentiment, assigned, ...period, limit: SHOWN };
  }
}

/** What was asked, for the fields of the form. */
function askedOf({ q, likeFeedback, likeTheme, sentiment, assigned }: SearchPageQuery) {
  return {
    q: q ?? '',
    likeFeedback: (!q && likeFeedback) || null,
    likeTheme: (!q && likeTheme) || null,
    sentiments: SENTIMENTS.map((value) => ({ value, isChosen: value === sentiment })),
    isUnassigned: assigned === 'false',
  };
}

function foundOf(found: SearchResult | null, q: string) {
  const items = found?.items ?? [];
  return {
    by: found?.by ?? null,
    isWordsOnly: found?.by === 'words',
    count: items.length,
    hits: items.map((hit) => ({ ...hit, parts: highlighted(hit.snippet, q) })),
  };
}
