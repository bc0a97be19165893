import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { AmendForm, readReport } from './answer-form.js';
import { AnswersService } from './answers.service.js';
import { ClosedLinks } from './closed-links.js';
import { ThanksPage } from './pages/thanks-page.js';

const SavedQuery = z.object({ saved: z.string().max(5).optional() });
type SavedQuery = z.infer<typeof SavedQuery>;

/** `/e/<token>`: thanks, takes a comment and reasons, and lets the person who answered change their mind until the window closes. */
@ApiExcludeController()
@Public()
@Controller('e/:token')
export class ThanksController {
  constructor(
    private readonly answers: AnswersService,
    private readonly page: ThanksPage,
    private readonly closed: ClosedLinks,
  ) {}

  @Get()
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async thank(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Query({ schema: SavedQuery }) query: SavedQuery,
  ) {
    const now = new Date();
    const response = await this.page.find(token, now);
    if (!response) return this.closed.refuse(request, reply, now);
    await this.page.send(reply, response, { action: `/e/${token}`, isSaved: query.saved !== undefined });
  }

  @Post()
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, rate: 'answer' })
  async amend(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Body({ schema: AmendForm }) form: AmendForm,
  ) {
    const now = new Date();
    const response = await this.page.find(token, now);
    const reasons = form.rs ? (form.r ?? []) : undefined;
    const amendment = { optionId: form.o, comment: form.comment, reasons, script: readReport(form.e) };
    const changed = response && (await this.answers.amend(response.id, amendment, now));
    if (!changed) return this.closed.refuse(request, reply, now);
    void reply.redirect(`/e/${token}?saved=1`, 303);
  }
}
