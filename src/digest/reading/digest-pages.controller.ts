import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  type OnModuleInit,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { Navigation } from '../../platform/pages/navigation.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { DigestsService } from '../delivery/digests.service.js';
import { weeklyBarsSvg } from '../rendering/chart.js';
import { AnswersService, ItemAnswer } from './answers.service.js';
import { answerView, chartOf } from './reading-views.js';

const MOST_LISTED = 100;

/** The archive: every digest as it was sent. */
@ApiExcludeController()
@Controller('digests')
export class DigestPagesController implements OnModuleInit {
  constructor(
    private readonly digests: DigestsService,
    private readonly answers: AnswersService,
    private readonly pages: Pages,
    private readonly navigation: Navigation,
  ) {}

  onModuleInit(): void {
    this.navigation.add({ label: 'Digests', href: '/digests', order: 10, scope: 'read', group: 'main' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const digests = await this.digests.list(MOST_LISTED);
    return this.pages.render(request, 'digest/reading/digest-list-page', { title: 'Digests', digests });
  }

  @Get(':id')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<string> {
    const { document } = await this.digests.get(id);
    const view = {
      title: document.title,
      document,
      charts: `/digests/${id}/charts`,
      answers: `/digests/${id}/answer`,
      member: true,
    };
    return this.pages.render(request, 'digest/reading/digest-page', view);
  }

  @Get(':id/charts/:name')
  @RequireScope('read')
  @Header('content-type', 'image/svg+xml')
  async chart(@Param('id', ParseUUIDPipe) id: string, @Param('name') name: string): Promise<string> {
    return weeklyBarsSvg(chartOf((await this.digests.get(id)).document, name.replace(/\.svg$/, '')));
  }

  @Post(':id/answer')
  @HttpCode(200)
  @RequireScope('write')
  @AtEdge({ form: true })
  @HtmlPage()
  async answer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ItemAnswer }) given: ItemAnswer,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const actor = actorOf(caller);
    const digest = await this.digests.get(id);
    const done = await this.answers.answer(digest, given, { id: actor.id ?? actor.name, actor }, new Date());
    return this.pages.render(
      request,
      'digest/reading/answer-page',
      answerView(done.item, given.answer, `/digests/${id}`, done),
    );
  }
}
