import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';
import { ConnectionsService } from '../src/ingest/connections/connections.service.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import { ApiKeysService } from '../src/platform/auth/api-keys.service.js';
import { loadConfig } from '../src/platform/config.js';
import { openDatabase } from '../src/platform/database/database.js';
import { MAPPING, type Target } from './ingest-senders.js';

/** A key and a generic connection for a service that runs, or will run, on the same data folder or database. */
export async function prepareTarget(env: NodeJS.ProcessEnv): Promise<Omit<Target, 'url'>> {
  const config = loadConfig({ ...env, ROLE: 'web', LOG_LEVEL: 'fatal', NODE_ENV: 'test' });
  const database = await openDatabase(config);
  const app = await NestFactory.createApplicationContext(AppModule.with(config, database), {
    logger: false,
    abortOnError: false,
  });
  try {
    const now = new Date();
    const order = {
      name: 'drill',
      scopes: ['ingest' as const, 'export' as const, 'erase' as const],
      teamIds: [],
      expiresAt: null,
    };
    const { key } = await app.get(ApiKeysService, { strict: false }).insert(order, SYSTEM, now);
    const wanted = {
      kind: 'generic' as const,
      name: 'drill',
      source: 'hook',
      settings: { mapping: MAPPING },
      enabled: true,
    };
    const { connection, webhookSecret } = await app
      .get(ConnectionsService, { strict: false })
      .create(wanted, SYSTEM, now);
    return { key, connectionId: connection.id, secret: webhookSecret! };
  } finally {
    await app.close();
    await database.release();
  }
}
