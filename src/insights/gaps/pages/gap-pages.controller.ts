import { Body, Controller, Get, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequireScope } from '../../../platform/auth/public.js';
import { allows } from '../../../platform/auth/scopes.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { Pager } from '../../../platform/http/page.js';
import { HtmlPage } from '../../../platform/pages/page.decorator.js';
import { Pages } from '../../../platform/pages/pages.js';
import { deciderOf, GapDecisions } from '../gap-decisions.service.js';
import { GapList, gapView } from '../gap-list.service.js';
import { GapDecisionForm, GapsPageQuery } from './gap-page.schema.js';
import { GapReader } from './gap-reader.service.js';
import { GAP_TYPES, decisionsOf, gapRow } from './gap-views.js';

const Id = z.uuid();
const SHOWN = 25;
const TABS = [
  ['open', 'To decide and write'],
  ['written', 'Written'],
  ['dismissed', 'Dismissed'],
  ['all', 'All'],
];

/** Where the help centre lets customers down, for people: the ranking, and one gap with its brief and what was decided. */
@ApiExcludeController()
@Controller('gaps')
export class GapPagesController implements OnModuleInit {
  constructor(
    private readonly gaps: GapList,
    private readonly decisions: GapDecisions,
    private readonly reader: GapReader,
    private readonly pager: Pager,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Missing articles', href: '/gaps', order: 10, scope: 'read', group: 'act' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(@Query({ schema: GapsPageQuery }) query: GapsPageQuery, @Req() request: FastifyRequest): Promise<string> {
    const { state = 'open', type, cursor } = query;
    const { caller } = request;
    const scope = ['gaps-page', state, type, caller.teamIds];
    const rows = await this.gaps.listOwn(caller, { state, type }, SHOWN + 1, this.pager.after(cursor, scope));
    const page = this.pager.page(rows, SHOWN, scope, (row) => [row.rank, row.id]);
    const gaps = page.items.map(gapView);
    const questions = await this.reader.questionsOf(gaps, new Date());
    return this.pages.render(request, 'insights/gaps/pages/gaps-page', {
      title: 'Missing articles',
      gaps: gaps.map((gap, i) => ({
        ...gapRow(gap),
        place: cursor ? null : i + 1,
        questions: questions.get(gap.theme.id) ?? [],
      })),
      tabs: TABS.map(([value, label]) => ({ value, label, isChosen: value === state })),
      types: Object.entries(GAP_TYPES).map(([value, label]) => ({ value, label, isChosen: value === type })),
      state,
      next:
        page.meta.nextCursor &&
        `/gaps?${new URLSearchParams({ state, ...(type && { type }), cursor: page.meta.nextCursor })}`,
      articles: await this.reader.articles(),
    });
  }

  @Get(':id')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const gap = await this.gaps.getOwn(request.caller, id);
    return this.pages.render(request, 'insights/gaps/pages/gap-page', {
      title: `Missing article: ${gap.theme.label}`,
      gap: gapRow(gap),
      ...decisionsOf(gap.state),
      ...(await this.reader.read(gap, new Date())),
      mayChange: allows(request.caller.scopes, 'write'),
    });
  }

  @Post(':id')
  @RequireScope('write')
  @AtEdge({ form: true })
  async decide(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: GapDecisionForm }) form: GapDecisionForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gap = await this.decisions.decide(id, form, deciderOf(caller), new Date());
    void reply.redirect(`/gaps/${gap.id}`, 303);
  }
}
