import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Job, JobContext, JobCounts } from '../../platform/jobs/job.js';
import { reloadCandidate, type FullCandidate } from '../asking/candidates.js';
import { type Candidate, whyWithdraw } from '../asking/eligibility.js';
import { historiesOf, NO_HISTORY } from '../asking/histories.js';
import { Invitation } from '../asking/invitation.entity.js';
import { InvitationsService } from '../asking/invitations.service.js';
import { SurveysService, type SurveyWithContent } from '../surveys/surveys.service.js';
import { DeliveryTracker } from './delivery-tracker.js';
import { SurveyMailer } from './survey-mailer.js';

const MOST_PER_RUN = 1000;
const DUE = `SELECT id FROM invitation WHERE via = 'mail' AND mail_id IS NULL AND withdrawn_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT ${MOST_PER_RUN}`;
/** Without an answer, or with one that only a machine gave: people behind a scanner are reminded like everybody. */
const REMIND = `SELECT i.id FROM invitation i LEFT JOIN survey_response r ON r.invitation_id = i.id
  WHERE i.reminder_due_at <= $1 AND i.reminder_mail_id IS NULL AND i.withdrawn_at IS NULL AND i.bounced_at IS NULL AND i.expires_at > $1
    AND CASE WHEN r.id IS NULL THEN i.answered_at IS NULL ELSE r.status IN ('suspect', 'dismissed') END
  ORDER BY i.reminder_due_at LIMIT ${MOST_PER_RUN}`;

type Step = 'sent' | 'withdrawn' | 'postponed' | 'nothing';

/** Looks at due invitations a second time, since tickets live on and people unsubscribe, and orders their mails. */
@Injectable()
export class SendInvitationsJob implements Job {
  private readonly logger = new Logger(SendInvitationsJob.name);

  constructor(
    private readonly db: DataSource,
    private readonly surveys: SurveysService,
    private readonly invitations: InvitationsService,
    private readonly mailer: SurveyMailer,
    private readonly tracker: DeliveryTracker,
  ) {}

  async run({ now, signal }: JobContext): Promise<JobCounts> {
    const counts: JobCounts = { sent: 0, reminded: 0, withdrawn: 0, failed: 0, ...(await this.tracker.track(now)) };
    for (const [sql, isReminder] of [
      [DUE, false],
      [REMIND, true],
    ] as const) {
      const rows = await this.db.query<{ id: string }[]>(sql, [now]);
      for (const { id } of rows) {
        if (signal.aborted) break;
        await this.attempt(id, isReminder, now, counts);
      }
    }
    if (counts['sent'] || counts['reminded']) await this.mailer.wake();
    return counts;
  }

  private async attempt(id: string, isReminder: boolean, now: Date, counts: JobCounts): Promise<void> {
    try {
      const step = await this.db.transaction((em) => this.send(em, id, isReminder, now));
      if (step === 'sent') counts[isReminder ? 'reminded' : 'sent']! += 1;
      if (step === 'withdrawn') counts['withdrawn']! += 1;
    } catch (error) {
      counts['failed']! += 1;
      this.logger.error({ event: 'invitation.not-sent', invitation: id, reason: (error as Error).message });
    }
  }

  private async send(em: EntityManager, id: string, isReminder: boolean, now: Date): Promise<Step> {
    const invitation = await em.findOne(Invitation, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!invitation || invitation.withdrawnAt || (isReminder ? invitation.reminderMailId : invitation.mailId))
      return 'nothing';
    const survey = await this.surveys.get(invitation.surveyId, em);
    const candidate = await this.candidateOf(em, invitation);
    const reason = await this.whyNot(em, survey, candidate, now);
    if (reason) {
      if (isReminder) await em.update(Invitation, { id }, { reminderDueAt: null });
      else await this.invitations.withdraw(em, id, reason, now);
      return isReminder ? 'nothing' : 'withdrawn';
    }
    const at = this.invitations.sendingTime(now, survey, candidate);
    if (at > now) {
      await em.update(Invitation, { id }, isReminder ? { reminderDueAt: at } : { dueAt: at });
      return 'postponed';
    }
    const content = await this.contentOf(em, invitation, survey);
    const mailId = await this.mailer.order(invitation, { ...survey, content }, isReminder, now, em);
    await em.update(Invitation, { id }, isReminder ? { reminderMailId: mailId } : { mailId });
    return 'sent';
  }

  /** The version that was frozen, not the one that is current now. */
  private async contentOf(em: EntityManager, invitation: Invitation, survey: SurveyWithContent) {
    if (invitation.versionId === survey.versionId) return survey.content;
    const [row] = await em.query<{ content: SurveyWithContent['content'] }[]>(
      'SELECT content FROM survey_version WHERE id = $1',
      [invitation.versionId],
    );
    return row!.content;
  }

  private async candidateOf(em: EntityManager, invitation: Invitation): Promise<Candidate> {
    const { surveyId, candidateKey, ticketId, person, address, dueAt } = invitation;
    const reloaded = ticketId
      ? await reloadCandidate(em, surveyId, candidateKey, ticketId, this.invitations.personOf)
      : null;
    const decided = await em.query<{ occurred_at: Date }[]>(
      'SELECT occurred_at FROM send_decision WHERE invitation_id = $1',
      [invitation.id],
    );
    const occurredAt = decided[0]?.occurred_at ?? dueAt!;
    const known: Pick<FullCandidate, 'person' | 'address' | 'occurredAt' | 'key'> = {
      key: candidateKey,
      person,
      address,
      occurredAt,
    };
    if (reloaded) return { ...reloaded, ...known };
    return { ...known, zone: null, ticket: null, tags: invitation.tags, fields: {}, draw: 0 };
  }

  private async whyNot(em: EntityManager, survey: SurveyWithContent, candidate: Candidate, now: Date) {
    const histories = await historiesOf(em, survey.id, [candidate]);
    const { isSuppressed } = histories.get(candidate.person ?? '') ?? NO_HISTORY;
    // The cool-down was settled when it was decided; this very invitation would now count against itself.
    return whyWithdraw(
      candidate,
      { isSuppressed, lastAskedAt: null },
      { isActive: survey.state === 'active', settings: survey.settings },
      now,
    );
  }
}
