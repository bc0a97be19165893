import { type DynamicModule, Module } from '@nestjs/common';
import { DigestModule } from './digest/digest.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { InsightPagesModule } from './insights/insight-pages.module.js';
import { InsightsModule } from './insights/insights.module.js';
import type { Config } from './platform/config.js';
import type { Database } from './platform/database/database.js';
import { PlatformModule } from './platform/platform.module.js';
import { eventTypes } from './event-types.js';
import { schedule } from './schedule.js';
import { SurveysModule } from './surveys/surveys.module.js';

/** The map: the platform and the four modules of the product. */
@Module({})
export class AppModule {
  static with(config: Config, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config, database, schedule, eventTypes),
        IngestModule,
        SurveysModule,
        InsightsModule,
        InsightPagesModule,
        DigestModule,
      ],
    };
  }
}
