import { Body, Controller, Delete, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller } from '../../../platform/auth/caller.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { ReadingsService } from '../../sentiment/readings.service.js';
import type { Theme } from '../tables/theme.entity.js';
import {
  AddFeedback,
  CorrectSentiment,
  CorrectTheme,
  DraftTheme,
  Id,
  KeepApart,
  MergeTheme,
  NewTheme,
  RenameTheme,
  SplitTheme,
} from '../themes.schema.js';
import { type Act, CurationService } from './curation.service.js';
import { DraftThemesService } from './draft-themes.service.js';
import { MembershipService } from './membership.service.js';
import { ProposalsService } from './proposals.service.js';

/** What people change about themes. Every change stands in the theme's history and in the audit log, and survives every fit. */
@ApiTags('themes')
@RequireScope('write')
@Controller('v1')
export class CurationController {
  constructor(
    private readonly curation: CurationService,
    private readonly membership: MembershipService,
    private readonly drafts: DraftThemesService,
    private readonly proposals: ProposalsService,
    private readonly readings: ReadingsService,
  ) {}

  /** Says what a described theme would hold, without saving it. */
  @Post('themes/drafts')
  @HttpCode(200)
  draft(@Body({ schema: DraftTheme }) body: DraftTheme) {
    return this.drafts.check(body);
  }

  /** Saves a described theme, after the same check. It is pinned. */
  @Post('themes')
  async create(@Body({ schema: NewTheme }) body: NewTheme, @CurrentCaller() caller: Caller) {
    const { theme, check } = await this.drafts.create(body, act(caller));
    return { ...summary(theme), check };
  }

  @Post('themes/:id/rename')
  @HttpCode(200)
  async rename(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RenameTheme }) { label }: RenameTheme,
    @CurrentCaller() caller: Caller,
  ) {
    return summary(await this.curation.rename(id, label, act(caller)));
  }

  @Post('theme-areas/:id/rename')
  @HttpCode(204)
  async renameArea(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RenameTheme }) { label }: RenameTheme,
    @CurrentCaller() caller: Caller,
  ) {
    await this.curation.renameArea(id, label, act(caller));
  }

  /** Merges this theme into another one; its id leads there from then on. */
  @Post('themes/:id/merge')
  @HttpCode(200)
  async merge(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MergeTheme }) { into }: MergeTheme,
    @CurrentCaller() caller: Caller,
  ) {
    return summary(await this.curation.merge(id, into, act(caller)));
  }

  /** Takes a merge back: the theme is again exactly what it was, with what it has collected since. */
  @Post('themes/:id/unmerge')
  @HttpCode(200)
  async unmerge(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.curation.unmerge(id, act(caller)));
  }

  /** Makes a new theme of the examples and of what is more like them than like this theme. */
  @Post('themes/:id/split')
  async split(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SplitTheme }) body: SplitTheme,
    @CurrentCaller() caller: Caller,
  ) {
    return summary(await this.membership.split(id, body.examples, body.label ?? null, act(caller)));
  }

  /** A pinned theme never goes dormant and is never proposed for a merge or split. */
  @Post('themes/:id/pin')
  @HttpCode(200)
  async pin(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.curation.pin(id, true, act(caller)));
  }

  @Delete('themes/:id/pin')
  async unpin(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.curation.pin(id, false, act(caller)));
  }

  /** Not an issue: keeps collecting its messages, out of lists and digests. */
  @Post('themes/:id/not-an-issue')
  @HttpCode(200)
  async silence(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.curation.silence(id, true, act(caller)));
  }

  @Delete('themes/:id/not-an-issue')
  async unsilence(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.curation.silence(id, false, act(caller)));
  }

  /** Never merge these two. */
  @Post('themes/:id/keep-apart')
  @HttpCode(204)
  async keepApart(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: KeepApart }) { other }: KeepApart,
    @CurrentCaller() caller: Caller,
  ) {
    await this.curation.keepApart(id, other, act(caller));
  }

  /** Lets the two be merged again. */
  @Delete('themes/:id/keep-apart/:other')
  @HttpCode(204)
  async letTogether(
    @Param('id', { schema: Id }) id: string,
    @Param('other', { schema: Id }) other: string,
    @CurrentCaller() caller: Caller,
  ) {
    await this.curation.letTogether(id, other, act(caller));
  }

  /** These messages belong to this theme. */
  @Post('themes/:id/feedback')
  @HttpCode(200)
  async add(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AddFeedback }) { feedback }: AddFeedback,
    @CurrentCaller() caller: Caller,
  ) {
    return { moved: await this.membership.move(feedback, id, act(caller)) };
  }

  /** Corrects the theme of one feedback; null: it belongs to none. */
  @Put('feedback/:id/theme')
  async correctTheme(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CorrectTheme }) { theme }: CorrectTheme,
    @CurrentCaller() caller: Caller,
  ) {
    return { moved: await this.membership.move([id], theme, act(caller)) };
  }

  /** Corrects the sentiment of one feedback; null takes the correction back. */
  @Put('feedback/:id/sentiment')
  @HttpCode(204)
  async correctSentiment(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: CorrectSentiment }) { sentiment }: CorrectSentiment,
    @CurrentCaller() caller: Caller,
  ) {
    await this.readings.correct(id, sentiment, act(caller));
  }

  @Post('themes/proposals/:id/accept')
  @HttpCode(200)
  async accept(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return summary(await this.proposals.accept(id, act(caller)));
  }

  @Post('themes/proposals/:id/dismiss')
  @HttpCode(204)
  async dismiss(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    await this.proposals.dismiss(id, act(caller));
  }
}

function act(caller: Caller): Act {
  return { actor: actorOf(caller), now: new Date() };
}

/** What a change answers: the theme as it stands, without its vectors. */
function summary({ id, rootId, label, state, namedBy, pinned, notAnIssue, keywords }: Theme) {
  return { id, rootId, label, state, namedBy, pinned, notAnIssue, keywords };
}
