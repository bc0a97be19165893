import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../jobs/job.js';
import { WebhookSender } from './webhook-sender.js';

/** Delivers the events that are due. */
@Injectable()
export class DeliverWebhooksJob implements Job {
  constructor(private readonly sender: WebhookSender) {}

  run(context: JobContext): Promise<JobCounts> {
    return this.sender.deliverDue(context);
  }
}
