import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Config } from './platform/config.js';
import { openDatabase } from './platform/database/database.js';
import { configureHttp, createAdapter } from './platform/http/http.js';
import { createLogger, PinoLogger } from './platform/logging.js';

export interface Service {
  app: NestFastifyApplication;
  /** Finishes what is in hand, closes all connections, and stops the embedded database when nobody else uses it. */
  close(): Promise<void>;
}

/** Opens the database, migrates it, and starts everything except listening. */
export async function boot(config: Config): Promise<Service> {
  const logger = createLogger(config);
  const database = await openDatabase(config);
  try {
    const app = await NestFactory.create<NestFastifyApplication>(
      AppModule.with(config, database),
      createAdapter(config, logger),
      {
        logger: new PinoLogger(logger),
        bufferLogs: false,
        abortOnError: false,
        rawBody: true,
      },
    );
    await configureHttp(app, config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const close = async (): Promise<void> => {
      await app.close();
      await database.release();
    };
    return { app, close };
  } catch (error) {
    await database.release();
    throw error;
  }
}
