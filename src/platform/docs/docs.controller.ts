import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/public.js';
import { HtmlPage } from '../pages/page.decorator.js';
import { Pages } from '../pages/pages.js';
import { EVENT_TYPES, type EventType } from '../webhooks/event-type.js';
import { ApiDescription } from './api-description.js';
import { readable } from './readable.js';

/** What the API can do, for programs and for people. It is the same in every installation, so anyone may read it. */
@Public()
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(
    private readonly api: ApiDescription,
    private readonly pages: Pages,
    @Inject(EVENT_TYPES) private readonly events: EventType[],
  ) {}

  @Get('openapi.json')
  json(): object {
    return this.api.get();
  }

  @Get('docs')
  @HtmlPage()
  page(@Req() request: FastifyRequest): string {
    const { events } = this;
    return this.pages.render(request, 'platform/docs/docs', { title: 'API', groups: readable(this.api.get()), events });
  }
}
