import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { type Config, loadConfig } from '../platform/config.js';
import { openDatabase } from '../platform/database/database.js';
import { createLogger, PinoLogger } from '../platform/logging.js';

/**
 * Starts the services for one command: no HTTP, no jobs, only warnings on the console. The embedded database is started
 * when it does not run yet, and shared when a server is using it.
 */
export async function withService<T>(action: (app: INestApplicationContext, config: Config) => Promise<T>): Promise<T> {
  const config = loadConfig({ ...process.env, ROLE: 'web', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' });
  const database = await openDatabase(config);
  try {
    const logger = new PinoLogger(createLogger(config));
    const app = await NestFactory.createApplicationContext(AppModule.with(config, database), {
      logger,
      abortOnError: false,
    });
    try {
      return await action(app, config);
    } finally {
      await app.close();
    }
  } finally {
    await database.release();
  }
}
