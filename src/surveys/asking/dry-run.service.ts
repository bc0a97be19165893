import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { findCandidates } from './candidates.js';
import { type DryRun, dryRun } from './dry-run.js';
import { historiesOf, NO_HISTORY } from './histories.js';
import { InvitationsService } from './invitations.service.js';

const DAY_MS = 86_400_000;
const MOST_CANDIDATES = 50_000;

@Injectable()
export class DryRunService {
  constructor(
    private readonly db: DataSource,
    private readonly invitations: InvitationsService,
  ) {}

  /** What the survey would have done in the last `days`, with its rules as they are now. */
  async run(
    survey: SurveyWithContent,
    days: number,
    now: Date,
  ): Promise<DryRun & { from: Date; to: Date; isComplete: boolean }> {
    const since = new Date(now.getTime() - days * DAY_MS);
    const { id: surveyId, settings } = survey;
    const source = { surveyId, settings, since, until: now, isUndecidedOnly: false, limit: MOST_CANDIDATES };
    const candidates = await findCandidates(this.db.manager, source, this.invitations.personOf);
    const histories = await historiesOf(this.db.manager, surveyId, candidates, since);
    const result = dryRun(candidates, ({ person }) => histories.get(person ?? '') ?? NO_HISTORY, {
      isActive: true,
      settings,
    });
    return { ...result, from: since, to: now, isComplete: candidates.length < MOST_CANDIDATES };
  }
}
