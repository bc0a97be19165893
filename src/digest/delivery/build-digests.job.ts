import { Injectable, Logger } from '@nestjs/common';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { MailService } from '../../platform/mail/mail.service.js';
import type { GatheredWeeks } from '../facts/facts.service.js';
import { TeamsService } from '../teams/teams.service.js';
import { DigestsService } from './digests.service.js';
import { dueWeek } from './due-week.js';

/** Builds the digest of every team whose hour has come. One team's failure does not keep the others waiting. */
@Injectable()
export class BuildDigestsJob implements Job {
  private readonly logger = new Logger(BuildDigestsJob.name);

  constructor(
    private readonly teams: TeamsService,
    private readonly digests: DigestsService,
    private readonly mail: MailService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    let built = 0;
    const failures: unknown[] = [];
    const gathered: GatheredWeeks = new Map();
    for (const team of await this.teams.list()) {
      const week = dueWeek(team, now);
      if (signal.aborted || team.pausedAt || !week) continue;
      try {
        if (await this.digests.build(team, week, now, gathered)) built++;
      } catch (error) {
        failures.push(error);
        this.logger.error({
          event: 'digest.not-built',
          team: team.id,
          week: week.name,
          reason: (error as Error).message,
        });
      }
    }
    if (built) await this.mail.wake();
    if (failures.length) throw new AggregateError(failures, `${failures.length} digests could not be built`);
    return { built };
  }
}
