import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { SCHEDULE, type ScheduledJob } from './job.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';

/** Owns background work: queues and retries in pg-boss's own schema `pgboss`. What runs when is listed in `src/schedule.ts`. */
@Module({})
export class JobsModule {
  static with(schedule: ScheduledJob[]): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      imports: [ScheduleModule.forRoot()],
      controllers: [JobsController],
      providers: [{ provide: SCHEDULE, useValue: schedule }, JobsService],
      exports: [JobsService],
    };
  }
}
