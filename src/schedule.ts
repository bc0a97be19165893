import { CleanUpJob } from './platform/clean-up.job.js';
import type { ScheduledJob } from './platform/jobs/job.js';
import { SendMailJob } from './platform/mail/send-mail.job.js';

/** Every background job with its rhythm, in the order in which work flows through the service. */
export const schedule: ScheduledJob[] = [
  { queue: 'mail.send', job: SendMailJob, every: '* * * * *', does: 'Sends the mails that are due.' },
  {
    queue: 'platform.clean-up',
    job: CleanUpJob,
    every: '17 * * * *',
    does: 'Removes sessions, keys of repeated calls and limits that are over.',
    exclusive: true,
  },
];
