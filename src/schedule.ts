import type { ScheduledJob } from './platform/jobs/job.js';

/** Every background job with its rhythm, in the order in which work flows through the service. */
export const schedule: ScheduledJob[] = [];
