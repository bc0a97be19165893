import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HealthService } from './health/health.service.js';
import { Secrets } from './secrets.js';

const LOST =
  'SECRET_KEY is not the one that this database was set up with: links and stored secrets made before do not work. Put the former key into RETIRED_SECRET_KEYS.';

/**
 * Notices a lost or differing key. Two machines with keys of their own on one database would not understand each other's
 * links, and a lost key file would look like forged links.
 */
@Injectable()
export class SecretsCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(SecretsCheck.name);
  private isLost = false;

  constructor(
    private readonly db: DataSource,
    private readonly secrets: Secrets,
    health: HealthService,
  ) {
    health.register('secrets', () => (this.isLost ? { status: 'degraded', detail: LOST } : { status: 'ready' }));
  }

  async onApplicationBootstrap(): Promise<void> {
    const prints = this.secrets
      .keys('fingerprint')
      .map((key) => createHash('sha256').update(key).digest('hex').slice(0, 16));
    await this.db.query('INSERT INTO installation (id, key_fingerprint) VALUES (1, $1) ON CONFLICT DO NOTHING', [
      prints[0],
    ]);
    const [row] = await this.db.query<{ key_fingerprint: string }[]>('SELECT key_fingerprint FROM installation');
    if (row!.key_fingerprint === prints[0]) return;
    this.isLost = !prints.includes(row!.key_fingerprint);
    if (this.isLost) this.logger.error({ event: 'secret-key.differs', detail: LOST });
    else await this.db.query('UPDATE installation SET key_fingerprint = $1', [prints[0]]);
  }
}
