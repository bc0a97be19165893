import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorOf } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { AtEdge } from '../../platform/http/edge.decorator.js';
import { refusal } from '../../platform/http/schema.pipe.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { ConnectionCheck } from './connection-check.js';
import { connectionOfForm } from './connection-form.js';
import { CONNECTION_KINDS, LEGAL_BASES, NewConnection, RotatedSecret } from './connection.schema.js';
import { ConnectionViews } from './connection-view.js';
import { ConnectionsService } from './connections.service.js';
import { INSTRUCTIONS } from './instructions.js';

const Id = z.uuid();
const Form = z.record(z.string(), z.string().max(4000).or(z.array(z.string())));
type Form = z.infer<typeof Form>;

/** The pages on which admins connect help desks and see how the connections do. */
@RequireScope('admin')
@Controller('connections')
export class ConnectionsPageController implements OnModuleInit {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly views: ConnectionViews,
    private readonly check: ConnectionCheck,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Connections', href: '/connections', order: 130, scope: 'admin', group: 'settings' });
  }

  @Get()
  @HtmlPage()
  async list(@Req() request: FastifyRequest): Promise<string> {
    const now = new Date();
    const connections = await Promise.all((await this.connections.list()).map((one) => this.views.of(one, now)));
    const kinds = CONNECTION_KINDS.map((kind) => ({ kind, ...INSTRUCTIONS[kind] }));
    return this.pages.render(request, 'ingest/connections/connections', {
      title: 'Connections',
      connections,
      kinds,
      bases: LEGAL_BASES,
    });
  }

  /** Answers with the page itself and not a redirect: the secret is shown this once. */
  @Post()
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true })
  async add(@Body({ schema: Form }) form: Form, @Req() request: FastifyRequest): Promise<string> {
    const read = NewConnection.safeParse(connectionOfForm(form));
    if (!read.success) throw refusal(read.error.issues);
    const now = new Date();
    const fresh = await this.views.fresh(await this.connections.create(read.data, actorOf(request.caller), now), now);
    return this.page(request, fresh.id, { fresh, checked: null });
  }

  @Get(':id')
  @HtmlPage()
  async show(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.page(request, id, { fresh: null, checked: null });
  }

  @Post(':id/test')
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true })
  async test(@Param('id', { schema: Id }) id: string, @Req() request: FastifyRequest): Promise<string> {
    return this.page(request, id, { fresh: null, checked: await this.check.run(id, new Date()) });
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @HtmlPage()
  @AtEdge({ form: true })
  async rotate(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: Form }) form: Form,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    const { webhookSecret } = connectionOfForm(form);
    const read = RotatedSecret.safeParse({ webhookSecret });
    if (!read.success) throw refusal(read.error.issues);
    const now = new Date();
    const rotated = await this.connections.rotate(id, read.data, actorOf(request.caller), now);
    return this.page(request, id, { fresh: await this.views.fresh(rotated, now), checked: null });
  }

  @Post(':id/remove')
  @HtmlPage()
  @AtEdge({ form: true })
  async remove(
    @Param('id', { schema: Id }) id: string,
    @Req() { caller }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.connections.remove(id, actorOf(caller), new Date());
    void reply.redirect('/connections', 303);
  }

  private async page(request: FastifyRequest, id: string, extra: Record<string, unknown>): Promise<string> {
    const connection = await this.views.of(await this.connections.get(id), new Date());
    const { steps } = INSTRUCTIONS[connection.kind as keyof typeof INSTRUCTIONS];
    return this.pages.render(request, 'ingest/connections/connection', {
      title: connection.name,
      connection,
      steps,
      ...extra,
    });
  }
}
