import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/auth/auth.schema.js';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { Pager } from '../../platform/http/page.js';
import { DryRunService } from '../asking/dry-run.service.js';
import { Settings } from '../asking/settings.js';
import { SurveyLinks } from './survey-links.js';
import { DryRunQuery, ListSurveys, NewSurveyBody, SurveyChangeBody } from './surveys.schema.js';
import { SurveysService, type SurveyWithContent } from './surveys.service.js';
import { fromTemplate, TEMPLATES } from './templates.js';

@ApiTags('surveys')
@RequireScope('read')
@Controller('v1')
export class SurveysController {
  constructor(
    private readonly surveys: SurveysService,
    private readonly dryRuns: DryRunService,
    private readonly links: SurveyLinks,
    private readonly pager: Pager,
  ) {}

  /** Ready surveys to start from. */
  @Get('survey-templates')
  @ForTeams('any')
  templates() {
    return { items: TEMPLATES };
  }

  /** All surveys, newest first. */
  @Get('surveys')
  async list(@Query({ schema: ListSurveys }) { limit, cursor }: ListSurveys) {
    const rows = await this.surveys.list(limit + 1, this.pager.after(cursor, 'surveys'));
    return this.pager.page(rows, limit, 'surveys', (row) => [row.createdAt.toISOString(), row.id]);
  }

  /** Makes a survey as a draft. Nothing is sent before it is activated. */
  @Post('surveys')
  @RequireScope('write')
  async create(@Body({ schema: NewSurveyBody }) body: NewSurveyBody, @CurrentCaller() caller: Caller) {
    const ready = body.template ? fromTemplate(body.template) : null;
    const content = body.content ?? ready!.content;
    const settings = body.settings ?? ready?.settings ?? Settings.parse({});
    return this.view(await this.surveys.create({ ...body, content, settings }, actorOf(caller), new Date()));
  }

  @Get('surveys/:id')
  async get(@Param('id', { schema: Id }) id: string) {
    return this.view(await this.surveys.get(id));
  }

  /** A changed question or text makes a new version; answers keep theirs. */
  @Patch('surveys/:id')
  @RequireScope('write')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SurveyChangeBody }) body: SurveyChangeBody,
    @CurrentCaller() caller: Caller,
  ) {
    return this.view(await this.surveys.change(id, body, actorOf(caller), new Date()));
  }

  @Get('surveys/:id/versions')
  async versions(@Param('id', { schema: Id }) id: string) {
    await this.surveys.get(id);
    return { items: await this.surveys.versionsOf(id) };
  }

  /** Starts asking: about what happens from now on. */
  @Post('surveys/:id/activate')
  @HttpCode(200)
  @RequireScope('surveys:send')
  async activate(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return this.view(await this.surveys.setState(id, 'active', actorOf(caller), new Date()));
  }

  @Post('surveys/:id/pause')
  @HttpCode(200)
  @RequireScope('surveys:send')
  async pause(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return this.view(await this.surveys.setState(id, 'paused', actorOf(caller), new Date()));
  }

  /** Ends a survey for good; its answers stay. */
  @Post('surveys/:id/archive')
  @HttpCode(200)
  @RequireScope('write')
  async archive(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return this.view(await this.surveys.setState(id, 'archived', actorOf(caller), new Date()));
  }

  /** How many would have been asked in the last days, and why not the others. Sends and stores nothing. */
  @Get('surveys/:id/dry-run')
  async dryRun(@Param('id', { schema: Id }) id: string, @Query({ schema: DryRunQuery }) { days }: DryRunQuery) {
    return this.dryRuns.run(await this.surveys.get(id), days, new Date());
  }

  private view(survey: SurveyWithContent) {
    return { ...survey, links: this.links.of(survey) };
  }
}
