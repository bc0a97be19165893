import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { Survey } from '../surveys/survey.entity.js';
import { SurveysService, type SurveyWithContent } from '../surveys/surveys.service.js';
import { findCandidates, lookBackFrom } from './candidates.js';
import { InvitationsService } from './invitations.service.js';

const BATCH = 500;

/** Finds who might be asked by the triggers of all active surveys, and decides on each, once. */
@Injectable()
export class DecideJob implements Job {
  private readonly logger = new Logger(DecideJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly surveys: SurveysService,
    private readonly invitations: InvitationsService,
  ) {}

  async run(context: JobContext): Promise<JobCounts> {
    const active = await this.db.manager.find(Survey, { where: { state: 'active' }, order: { createdAt: 'ASC' } });
    const counts = { invited: 0, skipped: 0, failed: 0 };
    for (const { id, settings } of active) {
      if (settings.trigger.on !== 'request' && !context.signal.aborted)
        await this.decideFor(await this.surveys.get(id), context, counts);
    }
    return counts;
  }

  private async decideFor(survey: SurveyWithContent, { now, signal }: JobContext, counts: JobCounts): Promise<void> {
    const { id: surveyId, settings, activatedAt } = survey;
    const source = {
      surveyId,
      settings,
      since: lookBackFrom(activatedAt, now),
      until: now,
      isUndecidedOnly: true,
      limit: BATCH,
    };
    for (const candidate of await findCandidates(this.db.manager, source, this.invitations.personOf)) {
      if (signal.aborted) return;
      try {
        const { outcome } = await this.invitations.invite(
          survey,
          candidate,
          { trigger: settings.trigger.on, via: 'mail' },
          now,
        );
        counts[outcome === 'send' ? 'invited' : 'skipped']! += 1;
      } catch (error) {
        counts['failed']! += 1;
        this.logger.error({ event: 'candidate.not-decided', survey: surveyId, reason: (error as Error).message });
      }
    }
  }
}
