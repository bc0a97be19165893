import type { Type } from '@nestjs/common';

/** What a run did, for logs and tests: `{ sent: 12, failed: 1 }`. All zero means there was nothing to do. */
export type JobCounts = Record<string, number>;

export interface JobContext {
  now: Date;
  /** Aborted when the service stops: finish the row in hand, leave the rest. */
  signal: AbortSignal;
}

/** A job is a sweep: it finds its own work in tables, and running it twice changes nothing. */
export interface Job {
  run(context: JobContext): Promise<JobCounts>;
}

export interface ScheduledJob {
  queue: string;
  job: Type<Job>;
  /** Cron rhythm, or null when it only runs because somebody asked. */
  every: string | null;
  does: string;
  /** One run at a time over all workers. Otherwise the job claims its rows itself. */
  exclusive?: boolean;
  /** After this many seconds a run counts as lost and is given to another worker. */
  expireInSeconds?: number;
}

/** Injection token of the schedule, so that platform need not import the page that lists all jobs. */
export const SCHEDULE = Symbol('schedule');
