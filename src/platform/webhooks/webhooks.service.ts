import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { JobsService } from '../jobs/jobs.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';

export const WEBHOOK_QUEUE = 'webhooks.deliver';

export interface PublicEvent {
  /** Dotted, such as `response.created`. */
  type: string;
  /** The same key is the same event, such as `response.created:<id>`. */
  key: string;
  /** When it happened. */
  at: Date;
  /** Thin: ids and numbers rather than texts; at most 20 KB as JSON. */
  data: Record<string, unknown>;
}

/** Tells other programs what happened here. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: DataSource,
    private readonly jobs: JobsService,
  ) {}

  /** Enqueues an event for every endpoint that wants it, in the transaction of what it tells about. Returns how many. */
  async publish(event: PublicEvent, now: Date, em: EntityManager = this.db.manager): Promise<number> {
    const query = em
      .createQueryBuilder(WebhookEndpoint, 'endpoint')
      .where('endpoint.deletedAt IS NULL AND endpoint.disabledAt IS NULL');
    query.andWhere(`(:type = ANY(endpoint.events) OR cardinality(endpoint.events) = 0)`, { type: event.type });
    const endpoints = await query.getMany();
    for (const endpoint of endpoints) await this.enqueue(endpoint.id, event, now, em);
    return endpoints.length;
  }

  /** Enqueues an event for one endpoint. Published again under the same key it changes nothing. */
  async enqueue(
    endpointId: string,
    { type, key, at, data }: PublicEvent,
    now: Date,
    em: EntityManager = this.db.manager,
  ): Promise<void> {
    const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
    const waiting = {
      state: 'queued' as const,
      attempts: 0,
      fence: 0,
      claimedAt: null,
      finishedAt: null,
      lastStatus: null,
      lastError: null,
    };
    const row: WebhookDelivery = {
      id: randomUUID(),
      endpointId,
      eventKey: key,
      type,
      body,
      ...waiting,
      createdAt: now,
      nextAttemptAt: now,
    };
    await em.createQueryBuilder().insert().into(WebhookDelivery).values(row).orIgnore().execute();
  }

  /** Asks for a delivery run soon. To be called after the commit of what was published. */
  wake(): Promise<void> {
    return this.jobs.wake(WEBHOOK_QUEUE);
  }

  /** The latest deliveries to one endpoint, newest first. */
  async deliveriesTo(endpointId: string, limit: number): Promise<WebhookDelivery[]> {
    return this.db.manager.find(WebhookDelivery, {
      where: { endpointId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }
}
