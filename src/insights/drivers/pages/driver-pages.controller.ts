import { Controller, Get, type OnModuleInit, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { Config } from '../../../platform/config.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { FilterChoices } from '../../filters/filter-choices.service.js';
import {
  blank,
  filterBar,
  pageDimensions,
  PageFilterQuery,
  pagePeriod,
  pageQuery,
  periodWords,
} from '../../filters/page-filter.js';
import { labelsOf } from '../../filters/theme-roots.js';
import { driverView } from '../driver-view.js';
import { LEAST_ANSWERS } from '../drivers.js';
import { DriversService } from '../drivers.service.js';
import { DRIVEN } from '../scored-contacts.js';
import { driverRows, segmentRows } from './driver-rows.js';

const DriversPageQuery = z.object({ ...PageFilterQuery, score: blank(z.enum(DRIVEN)) });
type DriversPageQuery = z.infer<typeof DriversPageQuery>;

/** Scores are rarer than contacts: twelve weeks unless another period is asked for. */
const PRESET_DAYS = 84;
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** What moves the scores, for people. */
@ApiExcludeController()
@RequireScope('read')
@UseGuards(AllTeamsGuard)
@Controller('drivers')
export class DriverPagesController implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly drivers: DriversService,
    private readonly choices: FilterChoices,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const entry = { label: 'What moves scores', href: '/drivers', order: 40, allTeams: true };
    this.pages.menu.add({ ...entry, scope: 'read', group: 'understand' });
  }

  @Get()
  @HtmlPage()
  async show(
    @Query({ schema: DriversPageQuery }) { score = 'csat', ...query }: DriversPageQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const zone = this.config.env.TIME_ZONE;
    const period = pagePeriod(query, { now: new Date(), zone, preset: PRESET_DAYS });
    const [found, choices] = await Promise.all([
      this.drivers.of(score, period, pageDimensions(query)),
      this.choices.read(),
    ]);
    const ids = found.drivers.map(({ theme }) => theme);
    const labels = await labelsOf(this.db.manager, ids);
    const views = found.drivers.map((driver) => driverView(driver, labels.get(driver.theme) ?? '', score));
    const { mean, n } = found;
    const range = { from: period.from.toISOString(), to: period.to.toISOString(), days: null, until: null };
    const evidence = (theme: string) =>
      `/kpis/${score === 'csat' ? 'csat' : 'handleTime'}/tickets${pageQuery(query, { ...range, theme })}`;
    const { tested, untested } = driverRows(views, score);
    return this.pages.render(request, 'insights/drivers/pages/drivers-page', {
      title: 'What moves scores',
      isCsat: score === 'csat',
      n,
      mean: mean === null ? null : NUMBER.format(score === 'csat' ? 100 * mean : mean),
      periodWords: periodWords(period, zone),
      tested: tested.map((row) => ({ ...row, evidence: evidence(row.theme.id) })),
      untested,
      segments: segmentRows(found.segments),
      least: LEAST_ANSWERS,
      filter: filterBar(query, { action: '/drivers', preset: PRESET_DAYS, choices, hidden: { score } }),
      tabs: [
        { label: 'Satisfaction', href: `/drivers${pageQuery(query)}`, isChosen: score === 'csat' },
        { label: 'Effort', href: `/drivers${pageQuery(query, { score: 'effort' })}`, isChosen: score === 'effort' },
      ],
    });
  }
}
