import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../jobs/job.js';
import { MailSender } from './mail-sender.js';

/** Sends the mails that are due. */
@Injectable()
export class SendMailJob implements Job {
  constructor(private readonly sender: MailSender) {}

  run(context: JobContext): Promise<JobCounts> {
    return this.sender.sendDue(context);
  }
}
