import { Body, Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { TagThemesService } from '../curation/tag-themes.service.js';
import { SeedForm } from './theme-forms.schema.js';

/** Help-desk tags as first themes: looked at against what their messages say, then chosen. */
@ApiExcludeController()
@RequireScope('write')
@UseGuards(AllTeamsGuard)
@Controller('themes/tags')
export class ThemeTagsController {
  constructor(
    private readonly tags: TagThemesService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const checks = await this.tags.check(new Date());
    const rows = checks.map((check) => ({
      ...check,
      isSound: check.verdict === 'sound',
      isKnown: check.verdict === 'known',
      isBroad: check.verdict === 'broad',
    }));
    // What can be chosen stands above what cannot.
    const order = [...rows.filter(({ isSound }) => isSound), ...rows.filter(({ isSound }) => !isSound)];
    const sound = rows.filter(({ isSound }) => isSound).length;
    return this.pages.render(request, 'insights/themes/pages/theme-tags-page', {
      title: 'Themes from tags',
      tags: order,
      sound,
    });
  }

  @Post()
  @AtEdge({ form: true })
  async seed(
    @Body({ schema: SeedForm }) { tag }: SeedForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.tags.seed(tag, { actor: actorOf(caller), now: new Date() });
    void reply.redirect('/themes', 303);
  }
}
