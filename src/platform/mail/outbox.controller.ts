import { Body, Controller, Get, type OnModuleInit, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Id } from '../auth/auth.schema.js';
import { actorOf } from '../auth/caller.js';
import { RequireScope } from '../auth/public.js';
import { AtEdge } from '../http/edge.decorator.js';
import { PageQuery, Pager } from '../http/page.js';
import { HtmlPage } from '../pages/page.decorator.js';
import { Pages } from '../pages/pages.js';
import { withImages } from './folder-transport.js';
import { MailPauses } from './mail-pauses.js';
import { MailService } from './mail.service.js';
import { MAIL_STATES, type MailState } from './outgoing-mail.entity.js';

const OutboxQuery = z.object({ ...PageQuery, state: z.enum(MAIL_STATES).optional() });
type OutboxQuery = z.infer<typeof OutboxQuery>;
const ResumeForm = z.object({ scope: z.string().min(1).max(200) });
type ResumeForm = z.infer<typeof ResumeForm>;

const TONES: Record<MailState, string> = {
  queued: 'accent',
  sending: 'accent',
  sent: 'good',
  failed: 'bad',
  unknown: 'warn',
};
/** The mail's own styles and inline images, and nothing else: no script, no fetch, no form, no way out of the frame. */
const PREVIEW_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'";

/** The page on which admins see what was mailed, and decide about mails that failed or may not have arrived. */
@RequireScope('admin')
@Controller('outbox')
export class OutboxController implements OnModuleInit {
  constructor(
    private readonly mail: MailService,
    private readonly pauses: MailPauses,
    private readonly pages: Pages,
    private readonly pager: Pager,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Outbox', href: '/outbox', order: 130, scope: 'admin', group: 'settings' });
  }

  @Get()
  @HtmlPage()
  async list(
    @Query({ schema: OutboxQuery }) { limit, cursor, state }: OutboxQuery,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const scope = ['outbox', state];
    const rows = await this.mail.list(limit + 1, this.pager.after(cursor, scope), state);
    const page = this.pager.page(rows, limit, scope, (row) => [row.createdAt.toISOString(), row.id]);
    const counts = Object.entries(await this.mail.countByState()).map(([name, count]) => ({
      name,
      count,
      isCurrent: name === state,
    }));
    const next = page.meta.nextCursor
      ? `/outbox?${new URLSearchParams({ ...(state && { state }), cursor: page.meta.nextCursor })}`
      : null;
    const items = page.items.map((item) => ({ ...item, tone: TONES[item.state] }));
    const pauses = await this.pauses.list(new Date());
    const { folder } = this.mail;
    return this.pages.render(request, 'platform/mail/outbox', {
      title: 'Outbox',
      items,
      counts,
      next,
      pauses,
      folder,
      state: state ?? null,
    });
  }

  @Post('resume')
  @HtmlPage()
  @AtEdge({ form: true })
  async resume(
    @Body({ schema: ResumeForm }) { scope }: ResumeForm,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pauses.resume(scope, actorOf(request.caller), new Date());
    await this.mail.wake();
    void reply.redirect('/outbox', 303);
  }

  @Get(':id')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    const mail = await this.mail.get(id);
    const headers = Object.entries(mail.headers).map(([name, value]) => ({ name, value }));
    const isStuck = mail.toAddress !== '' && (mail.state === 'failed' || mail.state === 'unknown');
    return this.pages.render(request, 'platform/mail/mail', {
      title: mail.subject,
      mail,
      headers,
      isStuck,
      tone: TONES[mail.state],
    });
  }

  /** The mail's HTML for the frame of the page above. */
  @Get(':id/html')
  @HtmlPage()
  async html(@Param('id', { schema: Id }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const mail = await this.mail.get(id);
    reply.header('content-security-policy', PREVIEW_POLICY).header('x-frame-options', 'SAMEORIGIN');
    void reply.type('text/html; charset=utf-8').send(withImages(mail));
  }

  @Post(':id/send-again')
  @HtmlPage()
  @AtEdge({ form: true })
  async sendAgain(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.mail.sendAgain(id, actorOf(caller), new Date());
    void reply.redirect(`/outbox/${id}`, 303);
  }
}
