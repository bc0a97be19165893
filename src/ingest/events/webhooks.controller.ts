import { Body, Controller, Head, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/auth/public.js';
import { AtEdge, MEGABYTE } from '../../platform/http/edge.decorator.js';
import { EVENT_JSON } from './process-events.job.js';
import { WebhooksService } from './webhooks.service.js';

type RawRequest = FastifyRequest & { rawBody?: Buffer };

/** Where help desks deliver. Whoever has the secret of the connection may call. */
@ApiTags('ingest')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /** Some senders ask first whether anybody is at home. */
  @Public()
  @Head(':connection')
  @HttpCode(200)
  isThere(): void {}

  /** Takes a signed delivery: checked, stored, and processed in the background. A repeat changes nothing. */
  @Public()
  @AtEdge({ rawBody: true, bodyLimit: MEGABYTE, json: EVENT_JSON, rate: 'ingest', tokenRoute: true })
  @Post(':connection')
  @HttpCode(202)
  async receive(
    @Param('connection') id: string,
    @Req() request: RawRequest,
    @Body() body: unknown,
  ): Promise<{ accepted: true }> {
    return this.take(id, null, request, body);
  }

  /** The same for senders that cannot sign: the secret is part of the address. */
  @Public()
  @AtEdge({ rawBody: true, bodyLimit: MEGABYTE, json: EVENT_JSON, rate: 'ingest', tokenRoute: true })
  @Post(':connection/:secret')
  @HttpCode(202)
  async receiveSecretly(
    @Param('connection') id: string,
    @Param('secret') secret: string,
    @Req() request: RawRequest,
    @Body() body: unknown,
  ): Promise<{ accepted: true }> {
    return this.take(id, secret, request, body);
  }

  private async take(
    id: string,
    pathSecret: string | null,
    request: RawRequest,
    body: unknown,
  ): Promise<{ accepted: true }> {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const delivery = { headers, raw: request.rawBody ?? Buffer.alloc(0), pathSecret, ip: request.ip };
    await this.webhooks.receive(id, delivery, body, new Date());
    return { accepted: true };
  }
}
