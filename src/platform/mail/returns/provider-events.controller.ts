import {
  Controller,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Req,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SYSTEM } from '../../audit/actor.js';
import { Public } from '../../auth/public.js';
import { AtEdge, MEGABYTE } from '../../http/edge.decorator.js';
import { type ReportCounts } from './mail-reports.service.js';
import { ProviderEvents } from './provider-events.service.js';

/** Calls of providers bundle up to a thousand events. */
const EVENT_JSON = { depth: 32, keys: 50_000, items: 5000 };

/** Where mail providers tell what became of mails. Each proves itself in its own way; without its setting it is not heard. */
@ApiTags('mail')
@Controller('v1/mail-events')
export class ProviderEventsController {
  constructor(private readonly events: ProviderEvents) {}

  /** Bounces, complaints and deliveries from `ses` (by SNS), `sendgrid`, `postmark` or `mailgun`. Repeats change nothing. */
  @Public()
  @AtEdge({ rawBody: true, bodyLimit: MEGABYTE, json: EVENT_JSON, plainJson: true, rate: 'ingest', tokenRoute: true })
  @Post(':provider')
  @HttpCode(200)
  async receive(@Param('provider') provider: string, @Req() request: FastifyRequest): Promise<ReportCounts> {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const call = { headers, raw: request.rawBody ?? Buffer.alloc(0) };
    const outcome = await this.events.receive(provider, call, SYSTEM, new Date());
    if (outcome === 'unknown')
      throw new NotFoundException({ code: 'provider.not-set-up', message: 'This mail provider is not set up here.' });
    if (outcome === 'refused')
      throw new UnauthorizedException({ code: 'provider.not-signed', message: 'The call does not prove its sender.' });
    if (outcome === 'away')
      throw new ServiceUnavailableException({ code: 'provider.not-checked', message: 'This cannot be checked now.' });
    return outcome;
  }
}
