import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/public.js';
import { JobsService, type QueueState } from './jobs.service.js';

@ApiTags('operations')
@RequireScope('admin')
@Controller('v1/jobs')
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  /** Every background job with its rhythm and how many runs wait, run and failed for good. */
  @Get()
  async list(): Promise<{ items: QueueState[] }> {
    return { items: await this.jobs.states() };
  }
}
