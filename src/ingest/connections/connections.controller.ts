import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { RawEventsService } from '../events/raw-events.service.js';
import { type CheckResult, ConnectionCheck } from './connection-check.js';
import { ChangedConnection, NewConnection, RotatedSecret } from './connection.schema.js';
import { type ConnectionView, ConnectionViews, type FreshConnectionView } from './connection-view.js';
import { ConnectionsService } from './connections.service.js';
import { PullsService } from './pulls/pulls.service.js';

const Id = z.uuid();

/** Help desks, mailboxes and programs that send us what customers say. */
@ApiTags('connections')
@RequireScope('admin')
@Controller('v1/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    private readonly views: ConnectionViews,
    private readonly check: ConnectionCheck,
    private readonly events: RawEventsService,
    private readonly pulls: PullsService,
  ) {}

  @Get()
  async list(): Promise<{ items: ConnectionView[] }> {
    const now = new Date();
    const connections = await this.connections.list();
    return { items: await Promise.all(connections.map((connection) => this.views.of(connection, now))) };
  }

  /** Adds a connection. The answer is the only one that shows the webhook's secret. */
  @Post()
  async create(
    @Body({ schema: NewConnection }) body: NewConnection,
    @CurrentCaller() caller: Caller,
  ): Promise<FreshConnectionView> {
    const now = new Date();
    return this.views.fresh(await this.connections.create(body, actorOf(caller), now), now);
  }

  /** Settings and health: last event, lag, errors, signature failures, waits for rate limits. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string): Promise<ConnectionView> {
    return this.views.of(await this.connections.get(id), new Date());
  }

  @Patch(':id')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangedConnection }) body: ChangedConnection,
    @CurrentCaller() caller: Caller,
  ): Promise<ConnectionView> {
    const now = new Date();
    return this.views.of(await this.connections.change(id, body, actorOf(caller), now), now);
  }

  /** A new secret for the webhook; the old one stays valid for the overlap. */
  @Post(':id/rotate')
  @HttpCode(200)
  async rotate(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RotatedSecret }) body: RotatedSecret,
    @CurrentCaller() caller: Caller,
  ): Promise<FreshConnectionView> {
    const now = new Date();
    return this.views.fresh(await this.connections.rotate(id, body, actorOf(caller), now), now);
  }

  /** Sends a signed test event through the connection, and tries its credentials. */
  @Post(':id/test')
  @HttpCode(200)
  async test(@Param('id', { schema: Id }) id: string): Promise<CheckResult> {
    return this.check.run(id, new Date());
  }

  /** Gives deliveries that failed five times another chance, and reads the help desk as soon as possible. */
  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id', { schema: Id }) id: string): Promise<{ retried: number }> {
    const { id: known } = await this.connections.get(id);
    const now = new Date();
    await this.pulls.hurry(known, now);
    return { retried: await this.events.retryFailed(known, now) };
  }

  /** Removes the connection. What it brought stays. */
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.connections.remove(id, actorOf(caller), new Date());
  }
}
