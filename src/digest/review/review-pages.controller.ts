import { Body, Controller, Get, Header, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { Config } from '../../platform/config.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { statusChoices, TONE_CLASSES } from '../actions/action-views.js';
import { TeamsService } from '../teams/teams.service.js';
import type { AgendaItem } from './agenda.js';
import { decisionWords, minutesOf } from './minutes.js';
import { DecisionForm } from './review-form.js';
import { ReviewsService } from './reviews.service.js';
import { OfTeam } from '../teams/of-team.js';
import { maySeeTeam, requireTeam } from '../teams/team-scope.js';

const Id = z.uuid();
const StartForm = z.object({ team: z.uuid() });
type StartForm = z.infer<typeof StartForm>;
const ListQuery = z.object({ team: z.uuid().optional().catch(undefined) });
type ListQuery = z.infer<typeof ListQuery>;

/** Weekly review mode: walks a meeting through the open loop, records what is decided, writes the minutes. */
@ApiExcludeController()
@Controller('reviews')
export class ReviewPagesController implements OnModuleInit {
  constructor(
    private readonly reviews: ReviewsService,
    private readonly teams: TeamsService,
    private readonly config: Config,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Weekly review', href: '/reviews', order: 20, scope: 'read', group: 'week' });
  }

  @Get()
  @RequireScope('read')
  @HtmlPage()
  async list(@Query({ schema: ListQuery }) { team }: ListQuery, @Req() request: FastifyRequest): Promise<string> {
    const teams = (await this.teams.list()).filter(({ id }) => maySeeTeam(request.caller, id));
    const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
    const listed = (await this.reviews.list(team)).filter(({ teamId }) => nameOf.has(teamId));
    const reviews = listed.map((review) => ({ ...review, team: nameOf.get(review.teamId) }));
    const choices = teams.map(({ id, name }) => ({ id, name, isChosen: id === team }));
    return this.pages.render(request, 'digest/review/reviews-page', {
      title: 'Weekly review',
      reviews,
      teams: choices,
    });
  }

  @Post()
  @RequireScope('write')
  @AtEdge({ form: true })
  async start(
    @Body({ schema: StartForm }) { team }: StartForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    requireTeam(caller, team);
    await this.teams.get(team);
    const { id } = await this.reviews.start(team, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/reviews/${id}`, 303);
  }

  @Get(':id')
  @OfTeam('review')
  @RequireScope('read')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const review = await this.reviews.get(id);
    const digest = await this.reviews.digestOf(review);
    const parts = review.endedAt ? [] : await this.reviews.agenda(review, new Date());
    const decisions = await this.reviews.decisions(id);
    const team = await this.teams.get(review.teamId);
    return this.pages.render(request, 'digest/review/review-page', {
      title: `Weekly review: ${team.name}`,
      review,
      team,
      digest: digest ? { id: digest.id, label: digest.document.period.label, lead: digest.document.lead } : null,
      parts: parts.filter(({ items }) => items.length).map((part) => ({ ...part, items: part.items.map(itemView) })),
      left: parts.reduce((sum, { items }) => sum + items.length, 0),
      decisions: decisions.map((decision) => ({ ...decision, words: decisionWords(decision.decision) })),
    });
  }

  @Post(':id/decisions')
  @OfTeam('review')
  @RequireScope('write')
  @AtEdge({ form: true })
  async decide(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DecisionForm }) form: DecisionForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.reviews.decide(id, form, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/reviews/${id}#agenda`, 303);
  }

  @Post(':id/end')
  @OfTeam('review')
  @RequireScope('write')
  @AtEdge({ form: true })
  async end(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.reviews.end(id, new Date());
    void reply.redirect(`/reviews/${id}`, 303);
  }

  @Get(':id/minutes.md')
  @OfTeam('review')
  @RequireScope('read')
  @Header('content-type', 'text/markdown; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="minutes.md"')
  async minutes(@Param('id', { schema: Id }) id: string): Promise<string> {
    const review = await this.reviews.get(id);
    const digest = await this.reviews.digestOf(review);
    const team = await this.teams.get(review.teamId);
    return minutesOf({
      team: team.name,
      organisation: this.config.env.ORGANISATION,
      period: digest?.document.period.label ?? null,
      lead: digest?.document.lead ?? null,
      review,
      decisions: await this.reviews.decisions(id),
      zone: team.timeZone,
    });
  }
}

function itemView({ badge, action, key, ...item }: AgendaItem) {
  return {
    ...item,
    key,
    field: key.replaceAll(/[^\w-]/g, '-'),
    badge: badge ? { text: badge.text, tone: TONE_CLASSES[badge.tone] } : null,
    actionId: action?.id ?? null,
    owner: action?.owner ?? '',
    dueOn: action?.dueOn ?? '',
    statuses: action ? statusChoices(action.status) : null,
  };
}
