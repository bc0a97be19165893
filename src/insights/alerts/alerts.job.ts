import { Injectable } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { AlertTeller } from './alert-teller.service.js';
import { AlertsService } from './alerts.service.js';

/** Looks for what is out of the ordinary and tells it. */
@Injectable()
export class AlertsJob implements Job {
  constructor(
    private readonly alerts: AlertsService,
    private readonly teller: AlertTeller,
  ) {}

  async run({ now }: JobContext): Promise<JobCounts> {
    const looked = await this.alerts.look(now);
    return { ...looked, told: await this.teller.tell(now) };
  }
}
