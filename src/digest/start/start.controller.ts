import { Controller, Get, type OnModuleInit, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RequireScope } from '../../platform/auth/public.js';
import { HtmlPage } from '../../platform/pages/page.decorator.js';
import { Pages } from '../../platform/pages/pages.js';
import { SettingUp } from './setting-up.service.js';

/** The way from an empty service to the first digest. */
@ApiExcludeController()
@RequireScope('admin')
@Controller('start')
export class StartController implements OnModuleInit {
  constructor(
    private readonly settingUp: SettingUp,
    private readonly pages: Pages,
  ) {}

  onModuleInit(): void {
    this.pages.menu.add({ label: 'Getting started', href: '/start', order: 90, scope: 'admin', group: 'settings' });
  }

  @Get()
  @HtmlPage()
  async show(@Req() request: FastifyRequest): Promise<string> {
    const steps = await this.settingUp.steps();
    const left = steps.filter(({ isDone }) => !isDone).length;
    return this.pages.render(request, 'digest/start/start-page', { title: 'Getting started', steps, left });
  }
}
