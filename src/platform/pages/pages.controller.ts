import { Controller, Get, NotFoundException, Param, Req, Res, UnauthorizedException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/public.js';
import { Assets } from './assets.js';
import { Navigation } from './navigation.js';

@Public()
@ApiExcludeController()
@Controller()
export class PagesController {
  constructor(
    private readonly navigation: Navigation,
    private readonly assets: Assets,
  ) {}

  /** Leads to the first page that the person may see. */
  @Get()
  home(@Req() { caller }: FastifyRequest, @Res() reply: FastifyReply): void {
    const home = this.navigation.home(caller);
    if (!home) throw new UnauthorizedException();
    void reply.redirect(home, 303);
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = this.assets.find(`/assets/${name}`);
    if (!asset) throw new NotFoundException();
    void reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.body);
  }

  @Get('robots.txt')
  robots(@Res() reply: FastifyReply): void {
    void reply.type('text/plain; charset=utf-8').send('User-agent: *\nDisallow: /\n');
  }
}
