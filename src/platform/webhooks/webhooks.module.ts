import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DeliverWebhooksJob } from './deliver-webhooks.job.js';
import { EVENT_TYPES, type EventType } from './event-type.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';
import { WebhookEndpointsService } from './webhook-endpoints.service.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksService } from './webhooks.service.js';

/**
 * Outgoing webhooks as Standard Webhooks describe them. Owns `webhook_endpoint`, `webhook_delivery`,
 * `/v1/webhook-endpoints` and the job `webhooks.deliver`. Other modules publish; what an event means is theirs.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([WebhookEndpoint, WebhookDelivery])],
  controllers: [WebhookEndpointsController],
  providers: [WebhooksService, WebhookEndpointsService, WebhookSender, DeliverWebhooksJob],
  exports: [WebhooksService],
})
export class WebhooksModule {
  static with(events: EventType[]): DynamicModule {
    const types = { provide: EVENT_TYPES, useValue: events };
    return { module: WebhooksModule, providers: [types], exports: [types] };
  }
}
