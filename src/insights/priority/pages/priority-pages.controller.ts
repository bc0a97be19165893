import { Controller, Get, type OnModuleInit, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { allows } from '../../../platform/auth/scopes.js';
import { Config } from '../../../platform/config.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { filterBar, PageFilterQuery, pagePeriod, periodWords } from '../../filters/page-filter.js';
import { themesOf } from '../../themes/reading/period-themes.js';
import { PrioritiesService } from '../priorities.service.js';
import { priorityParts } from './priority-rows.js';

const PrioritiesPageQuery = z.object(PageFilterQuery);
type PrioritiesPageQuery = z.infer<typeof PrioritiesPageQuery>;

/** Periods before that make up the usual level: the same as in the API. */
const BEFORE = 4;

/** Themes by how much they matter, for people, with all that the order is made of. */
@ApiExcludeController()
@RequireScope('read')
@UseGuards(AllTeamsGuard)
@Controller('priorities')
export class PriorityPagesController implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly priorities: PrioritiesService,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const entry = { label: 'Priorities', href: '/priorities', order: 30, allTeams: true };
    this.pages.menu.add({ ...entry, scope: 'read', group: 'understand' });
  }

  @Get()
  @HtmlPage()
  async show(
    @Query({ schema: PrioritiesPageQuery }) query: PrioritiesPageQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const now = new Date();
    const zone = this.config.env.TIME_ZONE;
    const period = pagePeriod(query, { now, zone });
    const counted = themesOf(this.db.manager, { period, zone, before: BEFORE, quotes: 0 }).then(({ themes }) => themes);
    const ranked = await this.priorities.of(counted, period, now);
    const rows = (await counted)
      .map(({ id, label, area }) => ({ id, label, area, priority: ranked.get(id)! }))
      .sort((a, b) => b.priority.score - a.priority.score || (a.id < b.id ? -1 : 1));
    const top = rows[0]?.priority.score ?? 1;
    return this.pages.render(request, 'insights/priority/pages/priorities-page', {
      title: 'Priorities',
      periodWords: periodWords(period, zone),
      filter: filterBar(query, { action: '/priorities', choices: [], fields: [] }),
      themes: rows.map(({ id, label, area, priority }) => {
        const { score } = priority;
        return { id, label, area, score: score.toFixed(1), share: score / top, ...priorityParts(priority) };
      }),
      mayChange: allows(request.caller.scopes, 'write'),
      weights: Object.entries(rows[0]?.priority.weights ?? {}).filter(([, weight]) => weight !== 1),
    });
  }
}
