import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { AnswerForm } from './answer-form.js';
import { AnswerFlow } from './answer-flow.js';
import { AnswerDesk } from './store/answer-desk.js';
import type { OpenInvitation } from './store/invitations.js';
import { clientOf } from './client.js';
import { ClosedLinks } from './closed-links.js';
import { isOpen } from './answers.service.js';
import { randomId } from './token.js';
import { SurveyTokens } from './survey-tokens.js';
import { VisitsService } from './visits.service.js';

/** The path of the link that no person sees: mails hide it, machines that follow every link take it. */
export const HONEYPOT_OPTION = '-';
const ChangeQuery = z.object({ change: z.string().max(5).optional() });
type ChangeQuery = z.infer<typeof ChangeQuery>;

/** `/s/<token>`: shows the question, and takes the answer. Reading never writes an answer. */
@ApiExcludeController()
@Public()
@Controller('s/:token')
export class AnswerController {
  constructor(
    private readonly desk: AnswerDesk,
    private readonly tokens: SurveyTokens,
    private readonly visits: VisitsService,
    private readonly flow: AnswerFlow,
    private readonly closed: ClosedLinks,
  ) {}

  @Get()
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async open(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Query({ schema: ChangeQuery }) query: ChangeQuery,
  ) {
    await this.show(request, reply, token, { optionId: null, isChange: query.change !== undefined });
  }

  @Get(':option')
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async openChosen(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Param('option') option: string,
  ) {
    await this.show(request, reply, token, { optionId: option, isChange: false });
  }

  @Post()
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, rate: 'answer' })
  async answer(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body({ schema: AnswerForm }) form: AnswerForm,
  ) {
    const now = new Date();
    const content = this.tokens.read('answer', token);
    const isAlive = content !== null && content.expiresAt > now;
    const load = () => this.find(token, now);
    if (!isAlive) {
      await load();
      return this.closed.refuse(request, reply, now);
    }
    const post = { request, reply, now, invitationId: content.subject, path: `/s/${token}`, load };
    await this.flow.answer(post, form);
  }

  private async show(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    wish: { optionId: string | null; isChange: boolean },
  ) {
    const now = new Date();
    const invitation = await this.find(token, now);
    if (!invitation) return this.closed.refuse(request, reply, now);
    const { ip: address, method, headers } = request;
    const client = clientOf({ address, method, headers }, this.tokens.visitorKey, invitation.id);
    const isHoneypot = wish.optionId === HONEYPOT_OPTION;
    const optionId = isHoneypot ? null : wish.optionId;
    this.visits.note({
      invitationId: invitation.id,
      at: now,
      kind: isHoneypot ? 'honeypot' : 'view',
      optionId,
      client,
    });
    await this.flow.show({ request, reply, now, invitation, path: `/s/${token}` }, { ...wish, optionId }, client);
  }

  /** The invitation of a genuine, living token. A forged one costs a look into the database too, so time tells nothing. */
  private async find(token: string, now: Date): Promise<OpenInvitation | null> {
    const content = this.tokens.read('answer', token);
    const invitation = await this.desk.find(content?.subject ?? randomId());
    const isAlive = content !== null && content.expiresAt > now;
    return isAlive && invitation && isOpen(invitation, now) ? invitation : null;
  }
}
