import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../auth/auth.schema.js';
import { actorOf, type Caller, CurrentCaller } from '../auth/caller.js';
import { RequireScope } from '../auth/public.js';
import { Pager } from '../http/page.js';
import type { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { type EndpointWithSecret, WebhookEndpointsService } from './webhook-endpoints.service.js';
import { EndpointBody, EndpointChange, ListEndpoints } from './webhooks.schema.js';
import { WebhooksService } from './webhooks.service.js';

const SHOWN_DELIVERIES = 50;

@ApiTags('webhook endpoints')
@RequireScope('admin')
@Controller('v1/webhook-endpoints')
export class WebhookEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpointsService,
    private readonly webhooks: WebhooksService,
    private readonly pager: Pager,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All endpoints, newest first. Never the secrets' })
  async list(@Query({ schema: ListEndpoints }) { limit, cursor }: ListEndpoints) {
    const rows = await this.endpoints.list(limit + 1, this.pager.after(cursor, 'webhook-endpoints'));
    const page = this.pager.page(rows, limit, 'webhook-endpoints', (row) => [row.createdAt.toISOString(), row.id]);
    return { items: page.items.map(view), meta: page.meta };
  }

  @Post()
  @ApiOperation({ summary: 'Adds an endpoint. The answer is the only place that shows its secret' })
  async create(@Body({ schema: EndpointBody }) body: EndpointBody, @CurrentCaller() caller: Caller) {
    return viewWithSecret(await this.endpoints.create(body, actorOf(caller), new Date()));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One endpoint' })
  async get(@Param('id', { schema: Id }) id: string) {
    return view(await this.endpoints.get(id));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Changes, stops or starts an endpoint' })
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EndpointChange }) body: EndpointChange,
    @CurrentCaller() caller: Caller,
  ) {
    return view(await this.endpoints.change(id, body, actorOf(caller), new Date()));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Removes an endpoint' })
  async remove(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.endpoints.remove(id, actorOf(caller), new Date());
  }

  @Post(':id/rotate')
  @ApiOperation({ summary: 'A new secret. The old one signs beside it for another day' })
  async rotate(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return viewWithSecret(await this.endpoints.rotate(id, actorOf(caller), new Date()));
  }

  @Post(':id/test')
  @HttpCode(202)
  @ApiOperation({ summary: 'Sends an event of the type webhook.test. How it went is listed among the deliveries' })
  async test(@Param('id', { schema: Id }) id: string) {
    const { id: endpointId } = await this.endpoints.get(id);
    const now = new Date();
    await this.webhooks.enqueue(
      endpointId,
      { type: 'webhook.test', key: `webhook.test:${randomUUID()}`, at: now, data: { endpointId } },
      now,
    );
    await this.webhooks.wake();
    return { queued: true };
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'The latest 50 deliveries, newest first' })
  async deliveries(@Param('id', { schema: Id }) id: string) {
    await this.endpoints.get(id);
    const rows = await this.webhooks.deliveriesTo(id, SHOWN_DELIVERIES);
    return {
      items: rows.map(
        ({ id: deliveryId, type, state, attempts, createdAt, nextAttemptAt, finishedAt, lastStatus, lastError }) => {
          const times = { createdAt, nextAttemptAt: state === 'queued' ? nextAttemptAt : null, finishedAt };
          return { id: deliveryId, type, state, attempts, ...times, lastStatus, lastError };
        },
      ),
    };
  }
}

function view({
  id,
  url,
  description,
  events,
  createdAt,
  disabledAt,
  disabledReason,
  previousSecretUntil,
}: WebhookEndpoint) {
  return { id, url, description, events, createdAt, disabledAt, disabledReason, previousSecretUntil };
}

function viewWithSecret({ row, secret }: EndpointWithSecret) {
  return { ...view(row), secret };
}
