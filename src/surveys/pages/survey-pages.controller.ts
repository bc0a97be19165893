import { Body, Controller, Get, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Id } from '../../platform/auth/auth.schema.js';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { AnswerPages } from '../answering/pages/answer-pages.js';
import { DIMENSIONS, MetricsQuery } from '../scores/metrics.schema.js';
import { ScoresService } from '../scores/scores.service.js';
import { localesOf } from '../surveys/content.js';
import { SurveysService } from '../surveys/surveys.service.js';
import { fromTemplate, TEMPLATE_IDS, TEMPLATES } from '../surveys/templates.js';
import { checked } from './refused.js';
import { applyForm, formView, SettingsForm } from './settings-form.js';
import { excludedWords, headView, kindWords, metricsLine, sharesOf, STATE_TONES, statsOf } from './survey-views.js';

const NewForm = z.object({
  name: z.string().trim().min(1).max(120),
  template: z.enum(TEMPLATE_IDS),
  isAnonymous: z.string().optional(),
});
type NewForm = z.infer<typeof NewForm>;
const StateForm = z.object({ state: z.enum(['active', 'paused', 'archived']) });
type StateForm = z.infer<typeof StateForm>;
const ResultsQuery = z.object({ by: z.enum(DIMENSIONS).catch('team').default('team') });
type ResultsQuery = z.infer<typeof ResultsQuery>;
const SavedQuery = z.object({ saved: z.string().max(5).optional() });
type SavedQuery = z.infer<typeof SavedQuery>;

const MOST_LISTED = 100;

/** Where people make surveys, switch them on and read their scores. */
@ApiExcludeController()
@RequireScope('read')
@Controller('surveys')
export class SurveyPagesController implements OnModuleInit {
  constructor(
    private readonly surveys: SurveysService,
    private readonly scores: ScoresService,
    private readonly pages: Pages,
    private readonly answerPages: AnswerPages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Surveys', href: '/surveys', order: 10, scope: 'read', group: 'ask' });
  }

  @Get()
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const surveys = [];
    for (const { id } of await this.surveys.list(MOST_LISTED, null)) surveys.push(await this.line(id));
    return this.pages.render(request, 'surveys/pages/list', { title: 'Surveys', surveys });
  }

  @Get('new')
  @RequireScope('write')
  @HtmlPage()
  choose(@Req() request: FastifyRequest): string {
    const templates = TEMPLATES.map(({ id, title, when }, i) => ({ id, title, when, isFirst: i === 0 }));
    return this.pages.render(request, 'surveys/pages/new', { title: 'New survey', templates });
  }

  @Post()
  @RequireScope('write')
  @HtmlPage()
  @AtEdge({ form: true })
  async create(
    @Body({ schema: NewForm }) form: NewForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, template, isAnonymous } = form;
    const survey = await this.surveys.create(
      { name, isAnonymous: isAnonymous !== undefined, ...fromTemplate(template) },
      actorOf(caller),
      new Date(),
    );
    void reply.redirect(`/surveys/${survey.id}/preview`, 303);
  }

  @Get(':id')
  @HtmlPage()
  async results(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ResultsQuery }) { by }: ResultsQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const survey = await this.surveys.get(id);
    const metrics = await this.scores.metrics(survey, MetricsQuery.parse({ by, trend: 'week' }), new Date());
    const { whole, groups, trend, leastAnswers } = metrics;
    return this.pages.render(request, 'surveys/pages/results', {
      title: survey.name,
      survey: headView(survey, '', request.caller, this.answerPages.company),
      isDraft: survey.state === 'draft',
      stats: statsOf(whole),
      shares: whole.n > 0 ? sharesOf(survey.content, whole) : [],
      trend: (trend ?? []).map((week) => metricsLine(week)),
      groups: (groups ?? []).map((group) => metricsLine(group)),
      by,
      dimensions: DIMENSIONS.map((name) => ({ name, isChosen: name === by })),
      leastAnswers,
      excluded: excludedWords(whole),
    });
  }

  @Post(':id/state')
  @RequireScope('surveys:send')
  @HtmlPage()
  @AtEdge({ form: true })
  async setState(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: StateForm }) { state }: StateForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    await this.surveys.setState(id, state, actorOf(caller), new Date());
    void reply.redirect(`/surveys/${id}`, 303);
  }

  @Get(':id/settings')
  @RequireScope('write')
  @HtmlPage()
  async settings(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: SavedQuery }) { saved }: SavedQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const survey = await this.surveys.get(id);
    const head = headView(survey, '/settings', request.caller, this.answerPages.company);
    const data = {
      title: `Settings of ${survey.name}`,
      survey: head,
      isSaved: saved !== undefined,
      ...formView(survey, localesOf(survey.content)),
    };
    return this.pages.render(request, 'surveys/pages/settings', data);
  }

  @Post(':id/settings')
  @RequireScope('write')
  @HtmlPage()
  @AtEdge({ form: true })
  async save(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SettingsForm }) form: SettingsForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const survey = await this.surveys.get(id);
    const change = checked(() => applyForm(survey, form));
    await this.surveys.change(id, change, actorOf(caller), new Date());
    void reply.redirect(`/surveys/${id}/settings?saved=1`, 303);
  }

  private async line(id: string) {
    const survey = await this.surveys.get(id);
    const { whole } = await this.scores.metrics(survey, MetricsQuery.parse({}), new Date());
    return {
      ...metricsLine(whole),
      id,
      name: survey.name,
      state: survey.state,
      tone: STATE_TONES[survey.state],
      kind: kindWords(survey.content.question),
    };
  }
}
