import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { RateLimiter } from '../http/rate-limiter.js';
import { JobsService } from '../jobs/jobs.service.js';
import { MailPauses } from '../mail/mail-pauses.js';
import { MailService } from '../mail/mail.service.js';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What must be watched, in the text form of Prometheus. Modules add their own gauges to `registry`. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'hearback_http_request_seconds',
    help: 'Time to answer, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });

  constructor(
    private readonly db: DataSource,
    private readonly mail: MailService,
    private readonly pauses: MailPauses,
    private readonly jobs: JobsService,
    private readonly limiter: RateLimiter,
  ) {
    // Event-loop delay, memory and garbage collection of this process.
    collectDefaultMetrics({ register: this.registry, prefix: 'hearback_' });
    this.addPool();
    this.addMail();
    this.addJobs();
    this.gauge('hearback_limiter_fallback', 'Whether request limits are counted in this process alone.', () =>
      Number(this.limiter.usesFallback),
    );
  }

  /** A hook after each answer. Unknown addresses share one label, or strangers could fill the memory. */
  readonly observe = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const route = request.routeOptions.url ?? 'none';
    this.requests.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    done();
  };

  /** A gauge that is read when somebody looks: one number, or one number a label. */
  gauge(name: string, help: string, read: () => Promise<number> | number): void {
    const collect = async function (this: Gauge): Promise<void> {
      this.set(await read());
    };
    new Gauge({ name, help, collect, registers: [this.registry] });
  }

  labelledGauge(name: string, help: string, label: string, read: () => Promise<Record<string, number>>): void {
    const collect = async function (this: Gauge): Promise<void> {
      this.reset();
      for (const [value, number] of Object.entries(await read())) this.set({ [label]: value }, number);
    };
    new Gauge({ name, help, labelNames: [label], collect, registers: [this.registry] });
  }

  private addPool(): void {
    const pool = (
      this.db.driver as unknown as { master: { totalCount: number; idleCount: number; waitingCount: number } }
    ).master;
    const read = async () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount });
    this.labelledGauge(
      'hearback_database_connections',
      'Connections of this process; waiting are requests for one.',
      'state',
      read,
    );
  }

  private addMail(): void {
    this.labelledGauge('hearback_mail_outbox', 'Mails by state. Alarm: unknown above 0.', 'state', () =>
      this.mail.countByState(),
    );
    this.gauge('hearback_mail_oldest_queued_seconds', 'Age of the oldest mail that is due. Alarm: above 900.', () =>
      this.mail.oldestDueSeconds(new Date()),
    );
    this.gauge(
      'hearback_mail_paused',
      'Halted waves, or the server being away.',
      async () => (await this.pauses.list(new Date())).length,
    );
    this.labelledGauge('hearback_webhook_deliveries', 'Outgoing webhooks by state.', 'state', () =>
      this.countDeliveries(),
    );
  }

  private addJobs(): void {
    const counts = async (state: 'queued' | 'active' | 'failed') =>
      Object.fromEntries((await this.jobs.states()).map((queue) => [queue.queue, queue[state]]));
    this.labelledGauge('hearback_jobs_queued', 'Runs that wait.', 'queue', () => counts('queued'));
    this.labelledGauge('hearback_jobs_active', 'Runs under way.', 'queue', () => counts('active'));
    this.labelledGauge('hearback_jobs_failed', 'Runs that failed for good. Alarm: above 0.', 'queue', () =>
      counts('failed'),
    );
  }

  private async countDeliveries(): Promise<Record<string, number>> {
    const sql = 'SELECT state, count(*)::int AS count FROM webhook_delivery GROUP BY state';
    const rows = await this.db.query<{ state: string; count: number }[]>(sql);
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }
}
