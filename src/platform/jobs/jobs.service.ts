import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import { Config } from '../config.js';
import { type Job, type JobCounts, SCHEDULE, type ScheduledJob } from './job.js';

const DEAD_LETTERS = 'dead-letters';
const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true, retryDelayMax: 3600 };
/** Rounds after which `drain` gives up: a job that always finds work would otherwise never end. */
const MOST_ROUNDS = 50;
const EVERY_MINUTE = '* * * * *';
/** What a killed process had claimed is free again by then. */
const CLAIMS_OVER_MS = 17_000;

export interface QueueState {
  queue: string;
  every: string | null;
  does: string;
  queued: number;
  active: number;
  failed: number;
}

/**
 * Runs the jobs of the schedule on pg-boss, in this database and on TypeORM's pool. Cron only enqueues, with a key per
 * queue, so that many replicas enqueue one run. A run that fails is repeated with growing pauses and ends among the
 * dead letters, where `/v1/jobs` and health show it.
 */
@Injectable()
export class JobsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobsService.name);
  private readonly stopping = new AbortController();
  private boss: PgBoss | undefined;
  private recovery: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SCHEDULE) private readonly schedule: ScheduledJob[],
    private readonly config: Config,
    private readonly db: DataSource,
    private readonly modules: ModuleRef,
    private readonly scheduler: SchedulerRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.boss = await this.startBoss();
    for (const entry of this.schedule) await this.declare(entry);
    if (this.config.runsJobs && this.config.env.NODE_ENV !== 'test') await this.startWorking();
  }

  /** Asks for a run soon. Repeated wishes before it starts become one run. */
  async wake(queue: string): Promise<void> {
    await this.boss?.send(queue, {}, { singletonKey: 'wake' });
  }

  /** Runs one job of the schedule now, in this process. */
  async run(queue: string, now: Date): Promise<JobCounts> {
    const entry = this.schedule.find((candidate) => candidate.queue === queue);
    if (!entry) throw new RangeError(`There is no job "${queue}"`);
    const job = this.modules.get<Job>(entry.job, { strict: false });
    return job.run({ now, signal: this.stopping.signal });
  }

  /** Runs all jobs in the order of the schedule until none finds work. For tests and batch commands. */
  async drain(now: Date, queues = this.schedule.map((entry) => entry.queue)): Promise<Record<string, JobCounts>> {
    const totals: Record<string, JobCounts> = {};
    for (let round = 0; round < MOST_ROUNDS; round++) {
      let worked = 0;
      for (const queue of queues) worked += addCounts((totals[queue] ??= {}), await this.run(queue, now));
      if (worked === 0) return totals;
    }
    throw new Error(`Jobs still find work after ${MOST_ROUNDS} rounds: ${JSON.stringify(totals)}`);
  }

  async states(): Promise<QueueState[]> {
    const sql = `SELECT name, count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS queued,
      count(*) FILTER (WHERE state = 'active')::int AS active, count(*) FILTER (WHERE state = 'failed')::int AS failed
      FROM pgboss.job GROUP BY name`;
    const rows = await this.db.query<{ name: string; queued: number; active: number; failed: number }[]>(sql);
    const byName = new Map(rows.map((row) => [row.name, row]));
    return this.schedule.map(({ queue, every, does }) => {
      const { queued = 0, active = 0, failed = 0 } = byName.get(queue) ?? {};
      return { queue, every, does, queued, active, failed };
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.recovery);
    for (const [name] of this.scheduler.getCronJobs()) this.scheduler.deleteCronJob(name);
    await this.boss?.stop({ graceful: true, timeout: 10_000 });
  }

  private async startBoss(): Promise<PgBoss> {
    const pool = (
      this.db.driver as unknown as { master: { query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }> } }
    ).master;
    // Not DataSource.query: it changes the shape of UPDATE results, and pg-boss would never see its own jobs.
    const boss = new PgBoss({ db: { executeSql: (sql, values) => pool.query(sql, values) }, schedule: false });
    boss.on('error', (error) => this.logger.error({ event: 'jobs.problem', reason: error.message }));
    await boss.start();
    return boss;
  }

  private async declare(entry: ScheduledJob): Promise<void> {
    const boss = this.boss!;
    await boss.createQueue(DEAD_LETTERS);
    const options = {
      ...RETRIES,
      deadLetter: DEAD_LETTERS,
      expireInSeconds: entry.expireInSeconds ?? 300,
      deleteAfterSeconds: 86_400,
    };
    // "stately": one waiting, one running. "short": one waiting, any number running.
    await boss.createQueue(entry.queue, { ...options, policy: entry.exclusive ? 'stately' : 'short' });
  }

  private async startWorking(): Promise<void> {
    for (const entry of this.schedule) {
      await this.boss!.work(entry.queue, { pollingIntervalSeconds: 0.5 }, () => this.runLogged(entry.queue));
      if (entry.every) this.tick(entry.queue, entry.every);
    }
    await this.wakeFrequent();
    this.recovery = setTimeout(() => void this.wakeFrequent(), CLAIMS_OVER_MS).unref();
  }

  /** After a start nobody should wait for the next minute: what a killed process left goes on at once, and what it held soon. */
  private async wakeFrequent(): Promise<void> {
    for (const { queue, every } of this.schedule) if (every === EVERY_MINUTE) await this.wakeOrWarn(queue);
  }

  private tick(queue: string, every: string): void {
    const cronJob = CronJob.from({
      cronTime: every,
      timeZone: this.config.env.TIME_ZONE,
      onTick: () => this.wakeOrWarn(queue),
    });
    this.scheduler.addCronJob(queue, cronJob);
    cronJob.start();
  }

  private async wakeOrWarn(queue: string): Promise<void> {
    await this.wake(queue).catch((error: Error) =>
      this.logger.warn({ event: 'job.not-enqueued', queue, reason: error.message }),
    );
  }

  private async runLogged(queue: string): Promise<void> {
    const started = Date.now();
    const counts = await this.run(queue, new Date());
    if (Object.values(counts).some((count) => count !== 0)) {
      this.logger.log({ event: 'job.ran', queue, ms: Date.now() - started, ...counts });
    }
  }
}

/** Adds counts in place and returns how much work they stand for. */
export function addCounts(total: JobCounts, counts: JobCounts): number {
  let sum = 0;
  for (const [name, count] of Object.entries(counts)) {
    total[name] = (total[name] ?? 0) + count;
    sum += count;
  }
  return sum;
}
