import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { SurveyLinks } from '../surveys/survey-links.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { AnswerFlow } from './answer-flow.js';
import { AnswerForm } from './answer-form.js';
import { isOpen } from './answers.service.js';
import { clientOf } from './client.js';
import { ClosedLinks } from './closed-links.js';
import { OpenSurveys, type OpenVisit } from './open-survey.service.js';
import { SurveyTokens } from './survey-tokens.js';
import { randomId } from './token.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OpenQuery = z.object({
  ticket: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe("Number of the ticket, filled in by the help desk's template."),
  lang: z.string().max(20).optional(),
  change: z.string().max(5).optional(),
});
type OpenQuery = z.infer<typeof OpenQuery>;

/** `/f/<key>`: the survey for everybody who has the link: shared, on a poster, or in a help desk's own template. */
@ApiExcludeController()
@Public()
@Controller('f/:key')
export class OpenSurveyController {
  constructor(
    private readonly open: OpenSurveys,
    private readonly flow: AnswerFlow,
    private readonly tokens: SurveyTokens,
    private readonly links: SurveyLinks,
    private readonly closed: ClosedLinks,
  ) {}

  @Get('qr.svg')
  @Header('content-type', 'image/svg+xml')
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async qrCode(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('key') key: string): Promise<void> {
    const survey = await this.open.find(key);
    if (!survey) return this.closed.refuse(request, reply, new Date());
    void reply.send(this.links.qrCode(survey.publicKey));
  }

  @Get()
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async show(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Query({ schema: OpenQuery }) query: OpenQuery,
  ) {
    await this.render(request, reply, { key, optionId: null }, query);
  }

  @Get(':option')
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async showChosen(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { key, option }: { key: string; option: string },
    @Query({ schema: OpenQuery }) query: OpenQuery,
  ) {
    await this.render(request, reply, { key, optionId: option }, query);
  }

  @Post()
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, rate: 'answer' })
  async answer(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('key') key: string,
    @Body({ schema: AnswerForm }) form: AnswerForm,
  ) {
    const now = new Date();
    const survey = await this.open.find(key);
    // The nonce names what the form was shown for; the flow checks that we signed it for this very subject.
    const subject = form.n.split('.')[1] ?? '';
    if (!survey || !UUID.test(subject)) return this.closed.refuse(request, reply, now);
    const visit = this.visit(survey, request, { subject, reference: form.t ?? null, lang: undefined });
    const isSigned = this.flow.isFormOf(subject, form.n);
    const invitation = isSigned ? await this.open.admit(visit, now) : await this.open.preview(visit, now);
    if (!isOpen(invitation, now)) return this.closed.refuse(request, reply, now);
    const load = () => Promise.resolve(invitation);
    const post = { request, reply, now, invitationId: invitation.id, path: `/f/${key}`, formSubject: subject, load };
    await this.flow.answer(post, form);
  }

  private async render(
    request: FastifyRequest,
    reply: FastifyReply,
    path: { key: string; optionId: string | null },
    query: OpenQuery,
  ): Promise<void> {
    const now = new Date();
    const survey = await this.open.find(path.key);
    if (!survey) return this.closed.refuse(request, reply, now);
    const visit = this.visit(survey, request, {
      subject: randomId(),
      reference: query.ticket ?? null,
      lang: query.lang,
    });
    const invitation = await this.open.preview(visit, now);
    if (!isOpen(invitation, now)) return this.closed.refuse(request, reply, now);
    const { ip: address, method, headers } = request;
    const client = clientOf({ address, method, headers }, this.tokens.visitorKey, invitation.id);
    const wish = { optionId: path.optionId, isChange: query.change !== undefined, reference: visit.reference };
    await this.flow.show(
      { request, reply, now, invitation, path: `/f/${path.key}`, formSubject: invitation.id },
      wish,
      client,
    );
  }

  private visit(
    survey: SurveyWithContent,
    request: FastifyRequest,
    wish: { subject: string; reference: string | null; lang: string | undefined },
  ): OpenVisit {
    const { subject, reference, lang } = wish;
    const locale = this.open.localeFor(survey, request.headers['accept-language'], lang);
    return { survey, subject, reference, locale, via: reference ? 'template' : 'shared' };
  }
}
