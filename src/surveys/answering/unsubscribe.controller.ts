import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { textsOf } from '../surveys/content.js';
import { pageTexts } from '../surveys/texts.js';
import { VersionCache } from '../surveys/version-cache.js';
import { Invitation } from '../asking/invitation.entity.js';
import { OptOuts } from '../following/opt-outs.js';
import { AnswerPages, type Message } from './pages/answer-pages.js';
import { SurveyTokens } from './survey-tokens.js';

const FromPage = z.object({ page: z.string().max(5).optional() });
type FromPage = z.infer<typeof FromPage>;

/**
 * `/u/<token>`: ends surveys for an address. RFC 8058: reading never ends anything; a POST acts at once, without cookie,
 * question or redirect, and an unknown token gets the same answer as a known one.
 */
@ApiExcludeController()
@Public()
@Controller('u/:token')
export class UnsubscribeController {
  constructor(
    private readonly db: DataSource,
    private readonly tokens: SurveyTokens,
    private readonly optOuts: OptOuts,
    private readonly versions: VersionCache,
    private readonly pages: AnswerPages,
  ) {}

  @Get()
  @AtEdge({ tokenRoute: true, rate: 'answer-page' })
  async ask(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param('token') token: string): Promise<void> {
    const { pages, locale } = await this.wordsFor(await this.find(token), request);
    const { unsubscribeTitle: title, unsubscribeBody: body, unsubscribeButton: button } = pages;
    this.pages.sendMessage(reply, 200, { title, body, button, action: `/u/${token}?page=1`, locale, pages });
  }

  @Post()
  @HttpCode(200)
  @AtEdge({ tokenRoute: true, form: true, multipart: true, rate: 'answer' })
  async unsubscribe(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('token') token: string,
    @Query({ schema: FromPage }) query: FromPage,
  ): Promise<void> {
    const invitation = await this.find(token);
    if (invitation) await this.optOuts.add(invitation, new Date());
    if (!query.page) return void reply.status(200).header('content-type', 'text/plain; charset=utf-8').send('');
    const { pages, locale } = await this.wordsFor(invitation, request);
    this.pages.sendMessage(reply, 200, { title: pages.unsubscribedTitle, body: pages.unsubscribedBody, locale, pages });
  }

  private async find(token: string): Promise<Invitation | null> {
    const content = this.tokens.read('unsubscribe', token);
    return content && this.db.manager.findOneBy(Invitation, { id: content.subject });
  }

  private async wordsFor(
    invitation: Invitation | null,
    request: FastifyRequest,
  ): Promise<Pick<Message, 'locale'> & ReturnType<typeof pageTexts>> {
    if (!invitation) return pageTexts(request.headers['accept-language']);
    const content = await this.versions.content(invitation.versionId);
    return { pages: textsOf(content, invitation.locale).pages, locale: invitation.locale };
  }
}
