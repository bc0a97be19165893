import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  type OnModuleInit,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf, type Caller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { allows } from '../../platform/auth/scopes.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { DeliveriesService } from '../delivery/deliveries.service.js';
import { DigestsService } from '../delivery/digests.service.js';
import { weeklyBarsSvg } from '../rendering/chart.js';
import { OfTeam } from '../teams/of-team.js';
import { maySeeTeam } from '../teams/team-scope.js';
import { AnswersService, ItemAnswer } from './answers.service.js';
import { DigestArchive } from './digest-archive.service.js';
import { answerView, chartOf, countsOf, digestView } from './reading-views.js';

const MOST_LISTED = 100;

const Id = z.uuid();
const ListQuery = z.object({ team: z.uuid().optional().catch(undefined) });
type ListQuery = z.infer<typeof ListQuery>;

/** The archive: every digest as it was sent. */
@ApiExcludeController()
@Controller('digests')
export class DigestPagesController implements OnModuleInit {
  constructor(
    private readonly digests: DigestsService,
    private readonly deliveries: DeliveriesService,
    private readonly answers: AnswersService,
    private readonly archive: DigestArchive,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Digests', href: '/digests', order: 10, scope: 'read', group: 'week' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(@Query({ schema: ListQuery }) { team }: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    const { caller } = request;
    const listed = await this.digests.list(MOST_LISTED, team ? [team] : caller.teamIds);
    const digests = listed
      .filter(({ teamId }) => maySeeTeam(caller, teamId))
      .map((digest) => ({ ...digest, counts: countsOf(digest.document) }));
    const seen = (await this.digests.teams()).filter(({ id }) => maySeeTeam(caller, id));
    const teams = seen.map(({ id, name }) => ({ id, name, isChosen: id === team }));
    const mayStart = allows(caller.scopes, 'admin');
    return this.pages.render(request, 'digest/reading/digest-list-page', {
      title: 'Digests',
      digests,
      teams,
      mayStart,
    });
  }

  /** The digest of the last complete week as it would be built now. Stores and sends nothing. */
  @Get('preview/:team')
  @OfTeam('team', 'team')
  @RequireScope('read')
  @HtmlPage()
  async preview(@Param('team', { schema: Id }) team: string, @Req() request: FastifyRequest): Promise<string> {
    const { document } = await this.digests.preview(team, new Date());
    const view = digestView({ document, root: '', given: new Set(), member: true, isPreview: true });
    return this.pages.render(request, 'digest/reading/digest-page', view);
  }

  @Get(':id')
  @OfTeam('digest')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const digest = await this.digests.get(id);
    const given = await this.answers.givenBy(id, readerOf(request.caller));
    const { document, held } = digest;
    const view = digestView({ document, root: `/digests/${id}`, given, member: true, held });
    const tools = await this.archive.toolsOf(digest);
    return this.pages.render(request, 'digest/reading/digest-page', { ...view, ...tools });
  }

  @Get(':id/charts/:name')
  @OfTeam('digest')
  @RequireScope('read')
  @Header('content-type', 'image/svg+xml')
  async chart(@Param('id', { schema: Id }) id: string, @Param('name') name: string): Promise<string> {
    return weeklyBarsSvg(chartOf((await this.digests.get(id)).document, name.replace(/\.svg$/, '')));
  }

  @Post(':id/answer')
  @OfTeam('digest')
  @HttpCode(200)
  @RequireScope('write')
  @AtEdge({ form: true })
  @HtmlPage()
  async answer(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ItemAnswer }) given: ItemAnswer,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const digest = await this.digests.get(id);
    const reader = { id: readerOf(request.caller), actor: actorOf(request.caller) };
    const done = await this.answers.answer(digest, given, reader, new Date());
    const view = answerView(done.item, given.answer, `/digests/${id}`, done);
    const actionPath = done.action ? `/actions/${done.action.id}` : null;
    return this.pages.render(request, 'digest/reading/answer-page', { ...view, actionPath });
  }

  /** A person asks for a further copy to everybody who still wants it. */
  @Post(':id/resend')
  @OfTeam('digest')
  @RequireScope('write')
  @AtEdge({ form: true })
  async resend(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.deliveries.resend(await this.digests.get(id), new Date());
    void reply.redirect(`/digests/${id}`, 303);
  }
}

/** By what a person's answers are known. */
function readerOf(caller: Caller): string {
  const actor = actorOf(caller);
  return actor.id ?? actor.name;
}
