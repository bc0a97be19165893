import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Email, Id } from '../../platform/auth/auth.schema.js';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { allows } from '../../platform/auth/scopes.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { Pager } from '../../platform/http/page.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { ResponsesQuery } from '../scores/metrics.schema.js';
import { ResponsesService } from '../scores/responses.service.js';
import { filterWords } from './filter-words.js';
import { SurveyToolViews } from './survey-tool-views.js';

const LedgerQuery = z.object({ ticket: z.string().trim().max(200).optional() });
type LedgerQuery = z.infer<typeof LedgerQuery>;
const ReviewForm = z.object({ verdict: z.enum(['released', 'dismissed']) });
type ReviewForm = z.infer<typeof ReviewForm>;
const PreviewQuery = z.object({ locale: z.string().max(20).optional(), sent: z.string().max(5).optional() });
type PreviewQuery = z.infer<typeof PreviewQuery>;
const TestForm = z.object({ to: Email, locale: z.string().max(20) });
type TestForm = z.infer<typeof TestForm>;

/** The previewed mail may load its logo and nothing else; it is shown in a frame that can do nothing. */
const MAIL_POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; sandbox; frame-ancestors 'self'`;

/** Single answers and their review, preview, dry run, links. */
@ApiExcludeController()
@RequireScope('read')
@Controller('surveys/:id')
export class SurveyToolsController {
  constructor(
    private readonly views: SurveyToolViews,
    private readonly responses: ResponsesService,
    private readonly pages: Pages,
    private readonly pager: Pager,
  ) {}

  @Get('answers')
  @HtmlPage()
  async answers(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ResponsesQuery }) query: ResponsesQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.renderAnswers(request, id, query, false);
  }

  /** Answers that look like a machine's: shown with the reason, never counted, released by a person. */
  @Get('quarantine')
  @HtmlPage()
  async quarantine(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: ResponsesQuery }) query: ResponsesQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return this.renderAnswers(request, id, query, true);
  }

  @Post('answers/:answer')
  @RequireScope('write')
  @HtmlPage()
  @AtEdge({ form: true })
  async review(
    @Param('id', { schema: Id }) id: string,
    @Param('answer', { schema: Id }) answer: string,
    @Body({ schema: ReviewForm }) { verdict }: ReviewForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    await this.responses.review(id, answer, verdict, actorOf(caller), new Date());
    void reply.redirect(`/surveys/${id}/quarantine`, 303);
  }

  @Get('dry-run')
  @HtmlPage()
  async dryRun(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: LedgerQuery }) { ticket }: LedgerQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const view = await this.views.dryRun(id, request.caller, ticket || null, new Date());
    return this.pages.render(request, 'surveys/pages/dry-run', view);
  }

  @Get('share')
  @HtmlPage()
  async share(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.pages.render(request, 'surveys/pages/share', await this.views.share(id, request.caller));
  }

  @Get('preview')
  @HtmlPage()
  async preview(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PreviewQuery }) query: PreviewQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const to = request.caller.kind === 'member' ? request.caller.email : '';
    const view = await this.views.preview(id, request.caller, query.locale);
    return this.pages.render(request, 'surveys/pages/preview', { ...view, to, isSent: query.sent !== undefined });
  }

  @Get('preview/mail')
  async previewMail(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PreviewQuery }) { locale }: PreviewQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { html } = await this.views.mail(id, locale);
    void reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', MAIL_POLICY)
      .header('x-frame-options', 'sameorigin')
      .send(html);
  }

  @Get('preview/page')
  async previewPage(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PreviewQuery }) { locale }: PreviewQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.views.sendPage(reply, id, locale);
  }

  /** A test mail: its links open the preview and count nothing. */
  @Post('preview/mail')
  @RequireScope('surveys:send')
  @HtmlPage()
  @AtEdge({ form: true })
  async sendTest(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: TestForm }) { to, locale }: TestForm,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.views.sendTest(id, to, locale, new Date());
    void reply.redirect(`/surveys/${id}/preview?locale=${encodeURIComponent(locale)}&sent=1`, 303);
  }

  private async renderAnswers(
    request: FastifyRequest,
    id: string,
    { limit, cursor, ...asked }: ResponsesQuery,
    isQuarantine: boolean,
  ): Promise<string> {
    const filter = { from: new Date(0).toISOString(), ...asked, ...(isQuarantine && { status: 'suspect' as const }) };
    const scope = ['survey-answers', id, filter];
    const rows = await this.responses.list(id, filter, limit + 1, this.pager.after(cursor, scope));
    const page = this.pager.page(rows, limit, scope, (row) => [row.answeredAt.toISOString(), row.id]);
    const mayWrite = allows(request.caller.scopes, 'write');
    const only = isQuarantine ? null : filterWords(asked);
    const view = await this.views.answers(id, request.caller, { rows: page.items, isQuarantine, mayWrite, only });
    const { nextCursor } = page.meta;
    const next = nextCursor && `?${new URLSearchParams({ ...texts(asked), cursor: nextCursor }).toString()}`;
    return this.pages.render(request, 'surveys/pages/answers', { ...view, next });
  }
}

function texts(asked: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
