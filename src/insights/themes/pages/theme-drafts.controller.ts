import { Body, Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { DraftThemesService } from '../curation/draft-themes.service.js';
import { DraftForm } from './theme-page.schema.js';

const EMPTY = { label: '', description: '', examples: '' };

/** A theme that a person describes: looked at against the data first, then saved. */
@ApiExcludeController()
@RequireScope('write')
@UseGuards(AllTeamsGuard)
@Controller('themes/new')
export class ThemeDraftsController {
  constructor(
    private readonly drafts: DraftThemesService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @HtmlPage()
  blank(@Req() request: FastifyRequest): string {
    return this.page(request, EMPTY, null);
  }

  /** Answers with the page itself: nothing is stored yet that an address could lead to. */
  @Post('check')
  @HttpCode(200)
  @AtEdge({ form: true })
  @HtmlPage()
  async check(@Body({ schema: DraftForm }) form: DraftForm, @Req() request: FastifyRequest): Promise<string> {
    const check = await this.drafts.check(form);
    return this.page(request, { ...form, examples: form.examples.join('\n') }, check);
  }

  @Post()
  @AtEdge({ form: true })
  async create(
    @Body({ schema: DraftForm }) form: DraftForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { theme } = await this.drafts.create(form, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/themes/${theme.id}`, 303);
  }

  private page(
    request: FastifyRequest,
    draft: typeof EMPTY,
    check: Awaited<ReturnType<DraftThemesService['check']>> | null,
  ): string {
    return this.pages.render(request, 'insights/themes/pages/theme-draft-page', { title: 'New theme', draft, check });
  }
}
