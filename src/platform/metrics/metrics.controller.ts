import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/public.js';
import { MetricsService } from './metrics.service.js';

@ApiTags('operations')
@RequireScope('read')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Everything to watch, for Prometheus' })
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
