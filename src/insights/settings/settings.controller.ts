import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller } from '../../platform/auth/caller.js';
import { RequireScope } from '../../platform/auth/public.js';
import { InsightSettings } from './insight-settings.service.js';
import { SettingsBody, SuppliedBody } from './settings.schema.js';

@ApiTags('kpis')
@Controller('v1/kpis')
export class InsightSettingsController {
  constructor(private readonly settings: InsightSettings) {}

  /** Business hours, cost of an hour, weights of priorities, quiet hours. */
  @Get('settings')
  @RequireScope('read')
  read() {
    return this.settings.read();
  }

  /** Changes what is given; null takes a setting back. */
  @Put('settings')
  @RequireScope('write')
  change(@Body({ schema: SettingsBody }) body: SettingsBody, @CurrentCaller() caller: Caller) {
    return this.settings.change(body, actorOf(caller), new Date());
  }

  /** What tickets do not say, by day: customers there are, help-centre sessions, sessions followed by a contact. */
  @Put('supplied')
  @RequireScope('write')
  async supply(@Body({ schema: SuppliedBody }) body: SuppliedBody) {
    return { stored: await this.settings.supply(body) };
  }
}
