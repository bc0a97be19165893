import { Controller, Get, Header, type OnModuleInit, Query, Req, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { allows } from '../../../platform/auth/scopes.js';
import { Config } from '../../../platform/config.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { csvLine } from '../../exports/csv.js';
import { FilterChoices } from '../../filters/filter-choices.service.js';
import { filterBar, pageQuery, periodWords } from '../../filters/page-filter.js';
import { GoalsService } from '../../goals/goals.service.js';
import { KPI_DEFINITIONS } from '../definitions.js';
import { KpiOverview } from './kpi-overview.service.js';
import { KpiPageQuery } from './kpi-page.schema.js';
import { goalTone } from './kpi-words.js';

const CSV = [
  'key',
  'name',
  'value',
  'n',
  'low',
  'high',
  'unit',
  'before',
  'beforeN',
  'beforeLow',
  'beforeHigh',
  'note',
];
const DIVISIONS = [
  ['product', 'Product'],
  ['channel', 'Channel'],
  ['plan', 'Plan'],
  ['team', 'Team'],
  ['language', 'Language'],
  ['stage', 'Journey stage'],
  ['theme', 'Theme'],
];

/** The figures of support for people: compared, drawn by week, defined, with the tickets behind them. */
@ApiExcludeController()
@UseGuards(AllTeamsGuard)
@Controller('kpis')
export class KpiPagesController implements OnModuleInit {
  constructor(
    private readonly overview: KpiOverview,
    private readonly goals: GoalsService,
    private readonly choices: FilterChoices,
    private readonly pages: Pages,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const entry = { label: 'Numbers', href: '/kpis', order: 20, allTeams: true };
    this.pages.menu.add({ ...entry, scope: 'read', group: 'understand' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async show(@Query({ schema: KpiPageQuery }) query: KpiPageQuery, @Req() request: FastifyRequest): Promise<string> {
    const now = new Date();
    const zone = this.config.env.TIME_ZONE;
    const { by, ...filter } = query;
    const read = await this.overview.read({ query: filter, by, now });
    const goals = await this.goals.progress(now);
    const choices = await this.choices.read();
    return this.pages.render(request, 'insights/kpis/pages/kpis-page', {
      title: 'Numbers',
      ...read,
      periodWords: periodWords(read.period, zone),
      beforeWords: periodWords(read.before, zone),
      filter: filterBar(filter, { action: '/kpis', choices, hidden: { by, theme: filter.theme } }),
      divisions: DIVISIONS.map(([value, label]) => ({ value, label, isChosen: value === by })),
      kept: Object.entries(filter).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
      csv: allows(request.caller.scopes, 'export') ? `/kpis/table.csv${pageQuery(filter)}` : null,
      goals: goals.map(({ goal, status, sentence }) => ({
        id: goal.id,
        name: goal.name,
        status,
        sentence,
        tone: goalTone(status),
      })),
      figures: KPI_DEFINITIONS.map(({ key, name, unit }) => ({ key, name, unit })),
      mayChange: allows(request.caller.scopes, 'write'),
    });
  }

  /** What the page shows, for a spreadsheet. */
  @Get('table.csv')
  @RequireScope('export')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="numbers.csv"')
  async csv(@Query({ schema: KpiPageQuery }) { by: _, ...query }: KpiPageQuery): Promise<string> {
    const { items } = await this.overview.figures({ query, now: new Date() });
    const rows = items.map(({ before, interval, ...item }) => ({
      ...item,
      low: interval?.low,
      high: interval?.high,
      before: before.value,
      beforeN: before.n,
      beforeLow: before.interval?.low,
      beforeHigh: before.interval?.high,
    }));
    return `\uFEFF${CSV.join(',')}\r\n${rows.map((row) => csvLine(row, CSV)).join('')}`;
  }
}
