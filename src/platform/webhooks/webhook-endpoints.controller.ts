import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../auth/auth.schema.js';
import { actorOf, type Caller, CurrentCaller } from '../auth/caller.js';
import { RequireScope } from '../auth/public.js';
import { Pager } from '../http/page.js';
import { EVENT_TYPES, type EventType } from './event-type.js';
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
    @Inject(EVENT_TYPES) private readonly events: EventType[],
  ) {}

  /** All endpoints, newest first. Never the secrets. */
  @Get()
  async list(@Query({ schema: ListEndpoints }) { limit, cursor }: ListEndpoints) {
    const rows = await this.endpoints.list(limit + 1, this.pager.after(cursor, 'webhook-endpoints'));
    const page = this.pager.page(rows, limit, 'webhook-endpoints', (row) => [row.createdAt.toISOString(), row.id]);
    return { items: page.items.map(view), meta: page.meta };
  }

  /** Every type of event that can be told, and when it happens. */
  @Get('event-types')
  eventTypes() {
    return { items: this.events };
  }

  /** Adds an endpoint. The answer is the only place that shows its secret. */
  @Post()
  async create(@Body({ schema: EndpointBody }) body: EndpointBody, @CurrentCaller() caller: Caller) {
    return viewWithSecret(await this.endpoints.create(body, actorOf(caller), new Date()));
  }

  /** One endpoint. */
  @Get(':id')
  async get(@Param('id', { schema: Id }) id: string) {
    return view(await this.endpoints.get(id));
  }

  /** Changes, stops or starts an endpoint. */
  @Patch(':id')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: EndpointChange }) body: EndpointChange,
    @CurrentCaller() caller: Caller,
  ) {
    return view(await this.endpoints.change(id, body, actorOf(caller), new Date()));
  }

  /** Removes an endpoint. */
  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller): Promise<void> {
    await this.endpoints.remove(id, actorOf(caller), new Date());
  }

  /** A new secret. The old one signs beside it for another day. */
  @Post(':id/rotate')
  async rotate(@Param('id', { schema: Id }) id: string, @CurrentCaller() caller: Caller) {
    return viewWithSecret(await this.endpoints.rotate(id, actorOf(caller), new Date()));
  }

  /** Sends an event of the type webhook.test. How it went is listed among the deliveries. */
  @Post(':id/test')
  @HttpCode(202)
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

  /** The latest 50 deliveries, newest first. */
  @Get(':id/deliveries')
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
