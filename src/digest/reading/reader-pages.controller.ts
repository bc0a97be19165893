import { Body, Controller, Get, Header, HttpCode, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import type { Digest } from '../delivery/digest.entity.js';
import { DigestsService } from '../delivery/digests.service.js';
import { readReaderToken } from '../delivery/reader-token.js';
import { DigestRendering } from '../rendering/digest-rendering.service.js';
import { weeklyBarsSvg } from '../rendering/chart.js';
import { TeamsService } from '../teams/teams.service.js';
import { AnswersService, ItemAnswer, itemOf } from './answers.service.js';
import { answerView, chartOf, digestView } from './reading-views.js';

interface Visit {
  digest: Digest;
  recipientId: string;
  root: string;
}

/** What a reader reaches from the mail, without signing in: the token in the address is the credential. A GET changes nothing. */
@ApiExcludeController()
@Public()
@Controller('d/:token')
export class ReaderPagesController {
  constructor(
    private readonly digests: DigestsService,
    private readonly answers: AnswersService,
    private readonly teams: TeamsService,
    private readonly rendering: DigestRendering,
    private readonly pages: Pages,
  ) {}

  @Get()
  @AtEdge({ tokenRoute: true })
  @HtmlPage()
  async show(@Param('token') token: string): Promise<string> {
    const { digest, recipientId, root } = await this.visit(token);
    const given = await this.answers.givenBy(digest.id, recipientId);
    const view = digestView({ document: digest.document, root, given, member: false });
    return this.pages.renderBare('digest/reading/digest-page', view);
  }

  @Get('charts/:name')
  @AtEdge({ tokenRoute: true })
  @Header('content-type', 'image/svg+xml')
  async chart(@Param('token') token: string, @Param('name') name: string): Promise<string> {
    const { digest } = await this.visit(token);
    return weeklyBarsSvg(chartOf(digest.document, name.replace(/\.svg$/, '')));
  }

  @Get('answer')
  @AtEdge({ tokenRoute: true })
  @HtmlPage()
  async ask(@Param('token') token: string, @Query({ schema: ItemAnswer }) given: ItemAnswer): Promise<string> {
    const { digest, root } = await this.visit(token);
    return this.pages.renderBare(
      'digest/reading/answer-page',
      answerView(itemOf(digest, given.item), given.answer, root, null),
    );
  }

  @Post('answer')
  @AtEdge({ form: true, tokenRoute: true })
  @HttpCode(200)
  @HtmlPage()
  async answer(@Param('token') token: string, @Body({ schema: ItemAnswer }) given: ItemAnswer): Promise<string> {
    const { digest, recipientId, root } = await this.visit(token);
    const reader = { id: recipientId, actor: { kind: 'member' as const, id: recipientId, name: 'digest reader' } };
    const done = await this.answers.answer(digest, given, reader, new Date());
    return this.pages.renderBare('digest/reading/answer-page', answerView(done.item, given.answer, root, done));
  }

  @Get('unsubscribe')
  @AtEdge({ tokenRoute: true })
  @HtmlPage()
  async askToStop(@Param('token') token: string): Promise<string> {
    const { digest, root } = await this.visit(token);
    const message = `You will get no more weekly digests of the team ${digest.document.team.name}.`;
    const form = { action: `${root}/unsubscribe`, label: 'Stop these mails' };
    return this.pages.renderBare('digest/reading/message-page', { title: 'Stop these mails?', message, form });
  }

  /** Also the target of RFC 8058 one-click requests of mail programs. */
  @Post('unsubscribe')
  @AtEdge({ form: true, tokenRoute: true })
  @HttpCode(200)
  @HtmlPage()
  async stop(@Param('token') token: string): Promise<string> {
    const { recipientId } = await this.visit(token);
    await this.teams.unsubscribe(recipientId, new Date());
    return this.pages.renderBare('digest/reading/message-page', {
      title: 'Done',
      message: 'You will get no more of these mails.',
      form: null,
    });
  }

  private async visit(token: string): Promise<Visit> {
    const reader = readReaderToken(token, this.rendering.readerKey);
    if (!reader) throw new NotFoundException({ code: 'digest.not-found', message: 'There is no such digest.' });
    return { digest: await this.digests.get(reader.digestId), recipientId: reader.recipientId, root: `/d/${token}` };
  }
}
