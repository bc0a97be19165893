import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { OutsideIssuesService } from './outside-issues.service.js';
import { NewTracker } from './tracker.schema.js';
import { TrackersService } from './trackers.service.js';
import { OfTeam } from '../teams/of-team.js';

const Id = z.uuid();
const IssueForm = z.object({ tracker: z.uuid() });
type IssueForm = z.infer<typeof IssueForm>;
/** An address left empty in the form means the public service. */
const TrackerForm = z.preprocess(
  (form) => Object.fromEntries(Object.entries(form as object).filter(([, value]) => value !== '')),
  NewTracker,
);
type TrackerForm = z.infer<typeof TrackerForm>;

/** Pages for projects in GitHub and GitLab, and the buttons that make issues there. */
@ApiExcludeController()
@Controller()
export class TrackerPagesController implements OnModuleInit {
  constructor(
    private readonly trackers: TrackersService,
    private readonly issues: OutsideIssuesService,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    const entry = {
      label: 'Issue trackers',
      href: '/settings/trackers',
      order: 125,
      scope: 'admin',
      group: 'settings',
    };
    this.pages.menu.add(entry as Parameters<Pages['menu']['add']>[0]);
  }

  @Get('settings/trackers')
  @RequireScope('admin')
  @HtmlPage()
  show(@Req() request: FastifyRequest): Promise<string> {
    return this.page(request, null);
  }

  /** Answers with the page itself and not a redirect: the secret is shown this once. */
  @Post('settings/trackers')
  @HttpCode(200)
  @RequireScope('admin')
  @AtEdge({ form: true })
  @HtmlPage()
  async add(@Body({ schema: TrackerForm }) form: TrackerForm, @Req() request: FastifyRequest): Promise<string> {
    const { webhookUrl, webhookSecret, kind } = await this.trackers.create(form, new Date());
    return this.page(request, { webhookUrl, webhookSecret, isGitHub: kind === 'github' });
  }

  @Post('settings/trackers/:id/remove')
  @RequireScope('admin')
  @AtEdge({ form: true })
  async remove(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.trackers.remove(id, new Date());
    void reply.redirect('/settings/trackers', 303);
  }

  @Post('actions/:id/issue')
  @OfTeam('action')
  @RequireScope('write')
  @AtEdge({ form: true })
  async createIssue(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: IssueForm }) { tracker }: IssueForm,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.issues.create(id, tracker, { actor: actorOf(caller), now: new Date() });
    void reply.redirect(`/actions/${id}`, 303);
  }

  @Post('actions/:id/issue/forget')
  @OfTeam('action')
  @RequireScope('write')
  @AtEdge({ form: true })
  async forget(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.issues.forget(id, new Date());
    void reply.redirect(`/actions/${id}`, 303);
  }

  private async page(request: FastifyRequest, added: object | null): Promise<string> {
    const trackers = await this.trackers.list();
    return this.pages.render(request, 'digest/trackers/trackers-page', { title: 'Issue trackers', trackers, added });
  }
}
