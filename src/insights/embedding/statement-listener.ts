import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config.js';
import { clientOptions } from '../../platform/database/database.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';

const CHANNEL = 'statement_added';
/** Many messages that arrive together make one run. */
const GATHER_MS = 200;
const RECONNECT_MS = 5000;

/**
 * Hears from the database that statements were stored, in whatever process, and asks for a run that reads them: a message
 * is in its theme about a second after it came. While the connection is away the schedule still finds them every minute.
 */
@Injectable()
export class StatementListener implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(StatementListener.name);
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isStopped = false;

  constructor(
    private readonly config: Config,
    private readonly db: DataSource,
    private readonly jobs: JobsService,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.runsJobs && this.config.env.NODE_ENV !== 'test') void this.listen();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ ...clientOptions(this.db.options), application_name: 'hearback listener' });
    client.on('notification', () => this.after(GATHER_MS, () => this.jobs.wake('insights.embed')));
    client.on('error', () => this.reconnect());
    client.on('end', () => this.reconnect());
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
    } catch (error) {
      this.logger.warn({ event: 'listener.not-connected', reason: (error as Error).message });
      this.reconnect();
    }
  }

  private reconnect(): void {
    this.client = null;
    this.after(RECONNECT_MS, () => this.listen());
  }

  /** One thing at a time is planned; what comes meanwhile is done by it too. */
  private after(ms: number, work: () => Promise<void>): void {
    if (this.isStopped || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      work().catch((error: Error) => this.logger.warn({ event: 'listener.problem', reason: error.message }));
    }, ms);
  }
}
