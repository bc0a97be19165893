import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../../platform/jobs/job.js';
import { isAway } from '../../../platform/http/problem.js';
import { ConnectionsService } from '../connections.service.js';
import { MustWaitError, NotAllowedError, PassingError } from './api-client.js';
import { PullLostError, type PullOutcome, PullsService } from './pulls.service.js';
import { RefreshesService } from './refreshes.service.js';
import { type Run, StreamReader } from './stream-reader.js';

const MINUTE_MS = 60_000;
/** Webhooks get lost at every vendor: a slow look at what changed goes on beside them. */
const LOOK_AGAIN_MS = 5 * MINUTE_MS;
const LONGEST_RUN_MS = 20 * MINUTE_MS;

/** Reads help desks and mailboxes page by page: first the last months, then what changed. */
@Injectable()
export class PullJob implements Job {
  private readonly logger = new Logger(PullJob.name);

  constructor(
    private readonly connections: ConnectionsService,
    private readonly pulls: PullsService,
    private readonly refreshes: RefreshesService,
    private readonly reader: StreamReader,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const started = Date.now();
    const clock = (): Date => new Date(now.getTime() + Date.now() - started);
    const counts: JobCounts = { pages: 0, refreshed: 0, failed: 0 };
    await this.refreshes.ensurePulls(now);
    const worker = randomUUID();
    while (!signal.aborted) {
      const pull = await this.pulls.claim(worker, now);
      if (!pull) break;
      await this.pull(
        { pull, worker, clock, signal, connection: await this.connections.get(pull.connectionId) },
        counts,
      );
    }
    return counts;
  }

  private async pull(run: Run, counts: JobCounts): Promise<void> {
    let outcome: PullOutcome;
    try {
      outcome = await this.read(run, counts);
    } catch (error) {
      if (error instanceof PullLostError || isAway(error)) throw error;
      outcome = this.failure(error, run);
      if (!(error instanceof MustWaitError)) counts['failed']!++;
    }
    await this.pulls.release(run.pull, run.worker, outcome, run.clock());
  }

  private async read(run: Run, counts: JobCounts): Promise<PullOutcome> {
    const { connection, pull, signal, clock } = run;
    const desk = await this.reader.open(run);
    const stream = desk?.streams.find((candidate) => candidate.name === pull.stream);
    if (!desk || !stream)
      return {
        nextRunAt: later(clock(), LOOK_AGAIN_MS),
        caughtUp: false,
        waitsUntil: null,
        error: 'This connection has nothing to read.',
      };
    if (stream.one)
      counts['refreshed']! += await this.refreshes.run(connection, stream, this.reader.context(run, desk));
    const until = later(clock(), LONGEST_RUN_MS);
    let isLast = false;
    const seen = pull.cursor === null || isFirst(pull.cursor) ? new Set<string>() : null;
    while (!isLast && !signal.aborted && clock() < until) {
      isLast = await this.reader.page(run, desk, stream, seen);
      counts['pages']!++;
    }
    const nextRunAt = isLast ? later(clock(), LOOK_AGAIN_MS) : clock();
    return { nextRunAt, caughtUp: isLast, waitsUntil: null, error: null };
  }

  private failure(error: unknown, { pull, connection, clock }: Run): PullOutcome {
    const now = clock();
    if (error instanceof MustWaitError) {
      const at = later(now, error.seconds * 1000);
      return { nextRunAt: at, waitsUntil: at, caughtUp: false, error: null };
    }
    const isKnown = error instanceof NotAllowedError || error instanceof PassingError;
    const reason = isKnown ? error.message : `Unexpected: ${(error as Error).name}`;
    this.logger.warn({
      event: 'pull.failed',
      connection: connection.id,
      stream: pull.stream,
      attempt: pull.attempts + 1,
      reason,
    });
    const pause =
      error instanceof NotAllowedError ? 60 * MINUTE_MS : Math.min(60, 0.5 * 2 ** pull.attempts) * MINUTE_MS;
    return { nextRunAt: later(now, pause), caughtUp: false, waitsUntil: null, error: reason };
  }
}

/** A pass over all articles begins on page one; a pass that was interrupted has not seen everything. */
function isFirst(cursor: Record<string, unknown>): boolean {
  return cursor['page'] === 1;
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
