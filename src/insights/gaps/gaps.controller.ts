import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { ForTeams, RequireScope } from '../../platform/auth/public.js';
import { FieldSelection } from '../../platform/http/field-selection.js';
import { Pager } from '../../platform/http/page.js';
import { briefOf } from './gap-brief.js';
import { deciderOf, GapDecisions } from './gap-decisions.service.js';
import { GapList, gapView } from './gap-list.service.js';
import { GapMaterial } from './gap-material.service.js';
import { Decision, Dismissal, GapsAnswer, GapsQuery, GapWithOutcomeAnswer, Written } from './gap.schema.js';

const Id = z.uuid();

/** Where the help centre lets customers down. Drafts only: nothing is ever published from here. */
@ApiTags('gaps')
@RequireScope('read')
@UseInterceptors(FieldSelection)
@Controller('v1/gaps')
export class GapsController {
  constructor(
    private readonly gaps: GapList,
    private readonly decisions: GapDecisions,
    private readonly material: GapMaterial,
    private readonly pager: Pager,
  ) {}

  /** Themes without (good) help, by the contacts a week that help could avoid. */
  @Get()
  @ForTeams('own')
  @ApiOkResponse({ standardSchema: GapsAnswer as never })
  async list(
    @Query({ schema: GapsQuery }) { limit, cursor, fields: _, ...query }: GapsQuery,
    @CurrentCaller() caller: Caller,
  ) {
    const scope = ['gaps', query, caller.teamIds];
    const after = this.pager.after(cursor, scope);
    const rows = await this.gaps.listOwn(caller, query, limit + 1, after);
    const page = this.pager.page(rows, limit, scope, (row) => [row.rank, row.id]);
    return { ...page, items: page.items.map(gapView) };
  }

  /** One gap, by its id or that of its theme, with failed searches; once an article is written, contacts before and after it. */
  @Get(':id')
  @ForTeams('own')
  @ApiOkResponse({ standardSchema: GapWithOutcomeAnswer as never })
  async read(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    const gap = await this.gaps.getOwn(caller, id);
    return { ...gap, ...(await this.material.outcome(gap, new Date())) };
  }

  /** What a writer starts from, as Markdown: real questions, customers' words, an outline from answers that worked. */
  @Get(':id/brief')
  @ForTeams('own')
  @Header('content-type', 'text/markdown; charset=utf-8')
  async brief(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<string> {
    const gap = await this.gaps.getOwn(caller, id);
    return briefOf(gap, await this.material.of(gap, new Date()));
  }

  /** Somebody will write about it. */
  @Post(':id/accept')
  @HttpCode(200)
  @ForTeams('own')
  @RequireScope('write')
  accept(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decision }) { reason }: Decision,
    @CurrentCaller() caller: Caller,
  ) {
    return this.decisions.decide(id, { to: 'accepted', reason }, deciderOf(caller), new Date());
  }

  /** It was written: from now on contacts are compared with those before. */
  @Post(':id/written')
  @HttpCode(200)
  @ForTeams('own')
  @RequireScope('write')
  written(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Written }) { articleId }: Written,
    @CurrentCaller() caller: Caller,
  ) {
    return this.decisions.decide(id, { to: 'written', articleId }, deciderOf(caller), new Date());
  }

  /** No article is needed. It stays dismissed until contacts have doubled. */
  @Post(':id/dismiss')
  @HttpCode(200)
  @ForTeams('own')
  @RequireScope('write')
  dismiss(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Dismissal }) { reason }: Dismissal,
    @CurrentCaller() caller: Caller,
  ) {
    return this.decisions.decide(id, { to: 'dismissed', reason }, deciderOf(caller), new Date());
  }

  /** Takes a decision back. */
  @Post(':id/reopen')
  @HttpCode(200)
  @ForTeams('own')
  @RequireScope('write')
  reopen(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Decision }) { reason }: Decision,
    @CurrentCaller() caller: Caller,
  ) {
    return this.decisions.decide(id, { to: 'proposed', reason }, deciderOf(caller), new Date());
  }
}
