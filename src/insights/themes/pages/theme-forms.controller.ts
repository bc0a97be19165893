import { Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../../platform/auth/caller.js';
import { AllTeamsGuard } from '../../../platform/auth/all-teams.guard.js';
import { RequireScope } from '../../../platform/auth/public.js';
import { AtEdge } from '../../../platform/http/edge.decorator.js';
import { type Act, CurationService } from '../curation/curation.service.js';
import { MembershipService } from '../curation/membership.service.js';
import { ProposalsService } from '../curation/proposals.service.js';
import { Id } from '../themes.schema.js';
import { DecisionForm, FlagForm, MoveForm, OtherThemeForm, RenameForm, SplitForm } from './theme-forms.schema.js';

/** The forms on the page of a theme; each answers with the page to read next. */
@ApiExcludeController()
@RequireScope('write')
@UseGuards(AllTeamsGuard)
@Controller('themes')
export class ThemeFormsController {
  constructor(
    private readonly curation: CurationService,
    private readonly membership: MembershipService,
    private readonly proposals: ProposalsService,
  ) {}

  @Post(':id/rename')
  @AtEdge({ form: true })
  async rename(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RenameForm }) { label }: RenameForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.curation.rename(id, label, act(request));
    show(reply, id);
  }

  @Post(':id/pin')
  @AtEdge({ form: true })
  async pin(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: FlagForm }) { on }: FlagForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.curation.pin(id, on, act(request));
    show(reply, id);
  }

  @Post(':id/not-an-issue')
  @AtEdge({ form: true })
  async silence(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: FlagForm }) { on }: FlagForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.curation.silence(id, on, act(request));
    show(reply, id);
  }

  @Post(':id/merge')
  @AtEdge({ form: true })
  async merge(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: OtherThemeForm }) { other }: OtherThemeForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id: into } = await this.curation.merge(id, other, act(request));
    show(reply, into);
  }

  @Post(':id/unmerge')
  @AtEdge({ form: true })
  async unmerge(
    @Param('id', { schema: Id }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.curation.unmerge(id, act(request));
    show(reply, id);
  }

  @Post(':id/keep-apart')
  @AtEdge({ form: true })
  async keepApart(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: OtherThemeForm }) { other }: OtherThemeForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.curation.keepApart(id, other, act(request));
    show(reply, id);
  }

  @Post(':id/move')
  @AtEdge({ form: true })
  async move(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: MoveForm }) { feedback, to }: MoveForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.membership.move(feedback, to === 'none' ? null : to, act(request));
    show(reply, id);
  }

  @Post(':id/split')
  @AtEdge({ form: true })
  async split(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: SplitForm }) { feedback, label }: SplitForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id: made } = await this.membership.split(id, feedback, label === '' ? null : label, act(request));
    show(reply, made);
  }

  @Post(':id/proposals/:proposal')
  @AtEdge({ form: true })
  async decide(
    @Param() { id, proposal }: { id: string; proposal: string },
    @Body({ schema: DecisionForm }) { accept }: DecisionForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const decided = Id.parse(proposal);
    if (accept) show(reply, (await this.proposals.accept(decided, act(request))).id);
    else {
      await this.proposals.dismiss(decided, act(request));
      show(reply, Id.parse(id));
    }
  }
}

function act({ caller }: FastifyRequest): Act {
  return { actor: actorOf(caller), now: new Date() };
}

function show(reply: FastifyReply, id: string): void {
  void reply.redirect(`/themes/${id}`, 303);
}
