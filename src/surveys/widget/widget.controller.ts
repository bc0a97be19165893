import { Body, Controller, Get, HttpCode, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { Templates } from '../../platform/templates.js';
import { AnswerForm, readReport } from '../answering/answer-form.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { OpenSurveys } from '../answering/open-survey.service.js';
import { WidgetService } from './widget.service.js';

const WidgetQuery = z.object({ lang: z.string().max(20).default('') });
type WidgetQuery = z.infer<typeof WidgetQuery>;
const CommentForm = z.object({
  t: z.string().max(100),
  comment: z.string().max(8000),
  e: z.string().max(40).default(''),
});
type CommentForm = z.infer<typeof CommentForm>;
const HOUR_SECONDS = 3600;

/** The embeddable question: one script without dependencies, and what it asks for. Only listed origins may show a survey. */
@ApiExcludeController()
@Public()
@Controller()
export class WidgetController {
  private readonly script: string;

  constructor(
    private readonly open: OpenSurveys,
    private readonly widget: WidgetService,
    templates: Templates,
  ) {
    this.script = templates.render('surveys/widget/widget', {});
  }

  @Get('widget.js')
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  serve(@Res() reply: FastifyReply): void {
    void reply
      .header('content-type', 'text/javascript; charset=utf-8')
      .header('cache-control', `public, max-age=${HOUR_SECONDS}`)
      .header('cross-origin-resource-policy', 'cross-origin')
      .send(this.script);
  }

  @Get('w/:key')
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Query({ schema: WidgetQuery }) { lang }: WidgetQuery,
  ) {
    const survey = await this.admit(request, reply, key);
    void reply.send(this.widget.question(survey, request, lang, new Date()));
  }

  @Post('w/:key')
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, rate: 'answer' })
  async answer(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Body({ schema: AnswerForm }) form: AnswerForm,
  ) {
    const survey = await this.admit(request, reply, key);
    void reply.send(await this.widget.answer(survey, request, form, new Date()));
  }

  @Post('w/:key/comment')
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, rate: 'answer' })
  async comment(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Body({ schema: CommentForm }) form: CommentForm,
  ) {
    await this.admit(request, reply, key);
    await this.widget.comment(form.t, { comment: form.comment, script: readReport(form.e) }, new Date());
    void reply.send({ saved: true });
  }

  /** The active survey, when the page that asks is on its list. An exact origin, never a reflected one, never credentials. */
  private async admit(request: FastifyRequest, reply: FastifyReply, key: string): Promise<SurveyWithContent> {
    const survey = await this.open.find(key);
    const { origin } = request.headers;
    const isListed =
      survey && origin && survey.settings.widgetOrigins.some((allowed) => new URL(allowed).origin === origin);
    if (!survey || !isListed)
      throw new NotFoundException({ code: 'survey.not-found', message: 'There is no such survey for this page.' });
    void reply
      .header('access-control-allow-origin', origin)
      .header('vary', 'origin')
      .header('cross-origin-resource-policy', 'cross-origin');
    return survey;
  }
}
