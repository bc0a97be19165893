import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CleanUpJob } from './clean-up.job.js';
import { Config } from './config.js';
import type { Database } from './database/database.js';
import { DatabaseModule } from './database/database.module.js';
import { DocsModule } from './docs/docs.module.js';
import { HealthController } from './health/health.controller.js';
import { HealthService } from './health/health.service.js';
import { HttpModule } from './http/http.module.js';
import type { ScheduledJob } from './jobs/job.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MailModule } from './mail/mail.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { OutboundModule } from './outbound/outbound.module.js';
import { PersonalDataModule } from './personal-data/personal-data.module.js';
import { PagesModule } from './pages/pages.module.js';
import { TeamThemes } from './teams/team-themes.js';
import { AskedScores } from './scores/asked-scores.js';
import { SecretsCheck } from './secrets-check.js';
import type { EventType } from './webhooks/event-type.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/**
 * What would be the same in another product: configuration, database, jobs, HTTP edge, identity, mail, pages.
 * Imports nothing from the four product folders.
 */
@Module({})
export class PlatformModule {
  static with(config: Config, database: Database, schedule: ScheduledJob[], events: EventType[]): DynamicModule {
    const provideConfig = { provide: Config, useValue: config };
    return {
      module: PlatformModule,
      global: true,
      imports: [
        DatabaseModule.with(database),
        JobsModule.with(schedule),
        HttpModule,
        AuditModule,
        PersonalDataModule,
        AuthModule,
        MailModule,
        PagesModule,
        OutboundModule,
        WebhooksModule.with(events),
        MetricsModule,
        DocsModule,
      ],
      controllers: [HealthController],
      providers: [provideConfig, HealthService, AskedScores, TeamThemes, SecretsCheck, CleanUpJob],
      exports: [provideConfig, HealthService, AskedScores, TeamThemes],
    };
  }
}
