import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import type { Settings } from '../asking/settings.js';
import { addRevision } from '../answering/store/answers.js';
import { lockInvitation } from '../answering/store/invitations.js';
import { type Confidence, confidenceOf, judge } from '../answering/evidence.js';
import { OutcomeService } from '../answering/outcome.service.js';
import { restoreSubmission } from '../answering/stored-submission.js';
import { SurveyResponse } from '../answering/survey-response.entity.js';
import type { Status } from '../answering/transition.js';
import { visitsAround, VisitsService } from '../answering/visits.service.js';

const MOST_PER_RUN = 500;
/** Visits speak about an answer for ten minutes; one more, for those that other processes still have to store. */
const FINAL_AFTER = `interval '11 minutes'`;
const VISITS_KEPT = `interval '30 days'`;

const DUE = `
  SELECT r.id, r.invitation_id AS "invitationId" FROM survey_response r
  WHERE r.invitation_id IS NOT NULL AND r.reviewed_at IS NULL AND r.status IN ('provisional', 'confirmed')
    AND r.judged_at < r.changed_at + ${FINAL_AFTER} AND (
      r.changed_at + ${FINAL_AFTER} <= $1 OR r.hold_until <= $1
      OR EXISTS (SELECT 1 FROM survey_click c WHERE c.invitation_id = r.invitation_id AND c.at > r.judged_at AND c.at <= $1))
  ORDER BY r.changed_at LIMIT ${MOST_PER_RUN}`;

/**
 * Looks at young answers again when more has touched their invitation, and once more when that time is over: a quiet hold
 * ends in counting, a late sign of a machine in quarantine. Then anonymous answers lose their invitation.
 */
@Injectable()
export class SettleAnswersJob implements Job {
  private readonly logger = new Logger(SettleAnswersJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly visits: VisitsService,
    private readonly outcome: OutcomeService,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    await this.visits.flush();
    const due = await this.db.query<{ id: string; invitationId: string }[]>(DUE, [now]);
    const counts = { confirmed: 0, quarantined: 0, checked: 0, detached: 0, forgotten: 0 };
    for (const { id, invitationId } of due) {
      if (signal.aborted) break;
      try {
        counts[await this.db.transaction((em) => this.settle(em, id, invitationId, now))] += 1;
      } catch (error) {
        this.logger.error({ event: 'answer.not-settled', answer: id, reason: (error as Error).message });
      }
    }
    await this.outcome.deliver();
    counts.detached = await this.detachAnonymous(now);
    counts.forgotten = await this.forgetVisits(now);
    return counts;
  }

  private async settle(
    em: EntityManager,
    id: string,
    invitationId: string,
    now: Date,
  ): Promise<'confirmed' | 'quarantined' | 'checked'> {
    const locked = await lockInvitation(em, invitationId, now);
    const response = await em.findOneByOrFail(SurveyResponse, { id });
    if (!locked || response.reviewedAt || response.status === 'suspect') return 'checked';
    const { submission } = response;
    const visits = await visitsAround(invitationId, new Date(submission.at), em);
    const judgement = judge(restoreSubmission(submission), visits, locked.invitation.sentAt, submission.hasComment);
    const confidence = confidenceOf(judgement, new Date(submission.at), locked.invitation.settings.evidence);
    const next = settledStatus(response.status, confidence, now);
    await em.update(SurveyResponse, { id }, { judgedAt: now, status: next, suspicions: judgement.suspicions });
    if (next === response.status) return 'checked';
    return this.announce(em, { response, next, settings: locked.invitation.settings }, now);
  }

  private async announce(em: EntityManager, settled: Settled, now: Date): Promise<'confirmed' | 'quarantined'> {
    const { next, settings } = settled;
    const { id, changedAt } = settled.response;
    const outcome = next === 'confirmed' ? 'confirmed' : 'quarantined';
    if (outcome === 'confirmed') await em.update(SurveyResponse, { id }, { countedAt: now, holdUntil: null });
    await addRevision(em, id, outcome, now);
    // The revision must not look like a new change, or it would be looked at for another ten minutes.
    await em.update(SurveyResponse, { id }, { changedAt });
    await (outcome === 'confirmed'
      ? this.outcome.counted(id, settings, now, em)
      : this.outcome.quarantined(id, now, em));
    return outcome;
  }

  /** Nothing then leads from the answer to the person or back: no invitation, no visits, no time of day. */
  private async detachAnonymous(now: Date): Promise<number> {
    const detached = await this.db.query<{ id: string }[]>(
      `WITH due AS (
         SELECT r.id, r.invitation_id FROM survey_response r JOIN survey s ON s.id = r.survey_id
         WHERE s.is_anonymous AND r.invitation_id IS NOT NULL AND r.changed_at + ${FINAL_AFTER} <= $1 AND r.status <> 'provisional' LIMIT ${MOST_PER_RUN}
       ), visits AS (DELETE FROM survey_click WHERE invitation_id IN (SELECT invitation_id FROM due)
       ), invitations AS (UPDATE invitation SET answered_at = date_trunc('day', $1::timestamptz) WHERE id IN (SELECT invitation_id FROM due)
       ), revisions AS (UPDATE response_revision SET at = date_trunc('day', at) WHERE response_id IN (SELECT id FROM due))
       UPDATE survey_response SET invitation_id = NULL, submission = '{}', network = '', client = '',
         answered_at = date_trunc('day', answered_at), changed_at = date_trunc('day', changed_at), counted_at = date_trunc('day', counted_at),
         judged_at = date_trunc('day', judged_at) WHERE id IN (SELECT id FROM due) RETURNING id`,
      [now],
    );
    return (detached as unknown as [unknown[], number])[1];
  }

  private async forgetVisits(now: Date): Promise<number> {
    const [, count] = (await this.db.query(`DELETE FROM survey_click WHERE at < $1::timestamptz - ${VISITS_KEPT}`, [
      now,
    ])) as [unknown, number];
    return count;
  }
}

interface Settled {
  response: SurveyResponse;
  next: Status;
  settings: Settings;
}

/** What counts keeps counting unless a machine shows; what is held counts when its time is over. */
function settledStatus(status: Status, confidence: Confidence, now: Date): Status {
  if (confidence.status !== 'provisional') return confidence.status;
  return status === 'confirmed' || confidence.holdUntil <= now ? 'confirmed' : 'provisional';
}
