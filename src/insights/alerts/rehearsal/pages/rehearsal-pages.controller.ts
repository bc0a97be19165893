import { Controller, Get, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllTeamsGuard } from '../../../../platform/auth/all-teams.guard.js';
import { actorOf } from '../../../../platform/auth/caller.js';
import { RequireScope } from '../../../../platform/auth/public.js';
import { allows } from '../../../../platform/auth/scopes.js';
import { AtEdge } from '../../../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../../../platform/pages/page.decorator.js';
import { Pages } from '../../../../platform/pages/pages.js';
import { KINDS } from '../../pages/alert-page-views.js';
import { rehearsalView } from '../rehearsal-view.js';
import { Rehearsals } from '../rehearsals.service.js';

const SHOWN_EXAMPLES = 10;
const QUOTED = 2;

/** How loud alerts would have been, for people: asked for with a button, shown when it is done. */
@ApiExcludeController()
@UseGuards(AllTeamsGuard)
@Controller('alerts/rehearsal')
export class RehearsalPagesController {
  constructor(
    private readonly rehearsals: Rehearsals,
    private readonly pages: Pages,
  ) {}

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async show(@Req() request: FastifyRequest): Promise<string> {
    const rehearsal = await this.rehearsals.latest();
    const view = rehearsalView(rehearsal);
    const events = rehearsal?.events.slice(0, SHOWN_EXAMPLES) ?? [];
    const quotes = await Promise.all(events.map(({ members }) => this.rehearsals.messagesOf(members, QUOTED)));
    const { loudness } = view;
    return this.pages.render(request, 'insights/alerts/rehearsal/pages/rehearsal-page', {
      title: 'How loud alerts would be',
      rehearsal: view,
      isDone: view.state === 'done',
      isUnderway: view.state === 'waiting' || view.state === 'running',
      byKind: loudness?.byKind.map((line) => ({ ...line, words: KINDS[line.kind] })) ?? [],
      examples: events.map((event, i) => ({
        ...view.examples[i],
        heading: event.label ?? quotes[i]?.[0]?.text ?? 'Messages that are gone since',
        kindWords: KINDS[event.kind],
        quotes: quotes[i],
      })),
      mayAsk: allows(request.caller.scopes, 'write'),
    });
  }

  @Post()
  @RequireScope('write')
  @AtEdge({ form: true })
  async ask(@Req() { caller }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.rehearsals.ask(actorOf(caller), new Date());
    void reply.redirect('/alerts/rehearsal', 303);
  }
}
