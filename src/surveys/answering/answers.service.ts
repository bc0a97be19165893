import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Amendment, changesOf } from './amendment.js';
import { deservesAlert } from '../following/recovery-alerts.js';
import { findOption, type Option, scoreOfOption } from '../surveys/question.js';
import { Survey } from '../surveys/survey.entity.js';
import { VersionCache } from '../surveys/version-cache.js';
import type { Client } from './client.js';
import { confidenceOf, judge, type Judgement, type ScriptReport, type Submission } from './evidence.js';
import type { FormNonce } from './form-nonce.js';
import { OutcomeService } from './outcome.service.js';
import { AnswerDesk } from './store/answer-desk.js';
import { addRevision, type AnswerWrite, writeAnswer } from './store/answers.js';
import { lockInvitation, type OpenInvitation, type SeenInvitation } from './store/invitations.js';
import { storeSubmission } from './stored-submission.js';
import { SurveyResponse } from './survey-response.entity.js';
import { type Verdict, verdictOn } from './transition.js';
import { insertVisits, VisitsService } from './visits.service.js';

/** A form as it came in, with its nonce already opened and fresh. */
export interface PostedForm {
  invitationId: string;
  optionId: string;
  nonce: FormNonce;
  client: Client;
  script: ScriptReport | null;
}

export type AnswerOutcome = { verdict: 'closed' } | { verdict: Verdict; responseId: string; editableUntil: Date };

const DAY_MS = 86_400_000;

/** The one place where answers are written, whichever page, link or widget they come from. */
@Injectable()
export class AnswersService {
  private readonly logger = new Logger(AnswersService.name);

  constructor(
    private readonly db: DataSource,
    private readonly desk: AnswerDesk,
    private readonly versions: VersionCache,
    private readonly visits: VisitsService,
    private readonly outcome: OutcomeService,
  ) {}

  /** Accepts a posted form, or keeps it as a mere visit when it must not overwrite what is there. Safe to repeat. */
  async accept(form: PostedForm, now: Date): Promise<AnswerOutcome> {
    await this.visits.settle(form.invitationId);
    const outcome = (await this.acceptFirst(form, now)) ?? (await this.acceptLocked(form, now));
    await this.outcome.deliver();
    return outcome;
  }

  /**
   * What nearly every form is: the first answer to its invitation, of which nobody has to be told. It is judged without a
   * lock, and stored together with others only if it still is the first. Null when it is another case.
   */
  private async acceptFirst(form: PostedForm, now: Date): Promise<AnswerOutcome | null> {
    const seen = await this.desk.look(form.invitationId, now);
    const attempt = await this.attemptOf(seen, form, now);
    if (!seen || !attempt) return { verdict: 'closed' };
    if (seen.invitation.answer || isHeard(attempt)) return null;
    const submission = submissionOf(form, now);
    const write = answerOf(attempt, submission, judge(submission, seen.visits, seen.invitation.sentAt), now);
    const isStored = await this.desk.writeFirst(write).catch((error: Error) => {
      this.logger.warn({ event: 'answers.one-by-one', reason: error.message });
      return false;
    });
    return isStored ? { verdict: 'store', responseId: write.id, editableUntil: write.editableUntil } : null;
  }

  private async acceptLocked(form: PostedForm, now: Date): Promise<AnswerOutcome> {
    return this.db.transaction(async (em) => {
      const attempt = await this.attemptOf(await lockInvitation(em, form.invitationId, now), form, now);
      return attempt ? this.weigh(em, attempt, now) : { verdict: 'closed' };
    });
  }

  /** A form with its invitation and the option it names; null when that takes no answers, or has no such option. */
  private async attemptOf(seen: SeenInvitation | null, form: PostedForm, now: Date): Promise<WeighedForm | null> {
    if (!seen || !isOpen(seen.invitation, now)) return null;
    const { question } = await this.versions.content(seen.invitation.versionId);
    const option = findOption(question, form.optionId);
    return option ? { ...seen, form, option, score: scoreOfOption(question, option) } : null;
  }

  /** Changes an answer by the page that gave it: another option, a comment, reasons. Null when the window is closed. */
  async amend(responseId: string, amendment: Amendment, now: Date): Promise<SurveyResponse | null> {
    const amended = await this.db.transaction(async (em) => {
      const response = await em.findOne(SurveyResponse, {
        where: { id: responseId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!response || response.editableUntil <= now) return null;
      const changes = changesOf(response, amendment, await this.versions.content(response.versionId));
      if (Object.keys(changes).length === 0) return response;
      await em.update(SurveyResponse, { id: responseId }, changes);
      await addRevision(em, responseId, changes.optionId ? 'changed' : 'commented', now);
      const { settings } = await em.findOneByOrFail(Survey, { id: response.surveyId });
      await this.outcome.changed(responseId, settings, now, em);
      return em.findOneByOrFail(SurveyResponse, { id: responseId });
    });
    await this.outcome.deliver();
    return amended;
  }

  private async weigh(em: EntityManager, attempt: WeighedForm, now: Date): Promise<AnswerOutcome> {
    const { invitation, form, visits } = attempt;
    const submission = submissionOf(form, now);
    const judgement = judge(submission, visits, invitation.sentAt);
    const current = invitation.answer && { ...invitation.answer, agent: invitation.answer.client };
    const { network, agent } = form.client;
    const { step, shownAt } = form.nonce;
    const verdict = verdictOn(
      { optionId: form.optionId, step, shownForMs: now.getTime() - shownAt.getTime(), network, agent, judgement },
      current,
    );
    if (verdict === 'unchanged' || verdict === 'ignore') {
      await insertVisits(em, [visitOf(form, judgement, now)]);
      return { verdict, responseId: invitation.answer!.id, editableUntil: invitation.answer!.editableUntil };
    }
    const write = answerOf(attempt, submission, judgement, now);
    const responseId = await writeAnswer(em, write);
    if (isHeard(attempt)) await this.announce(em, responseId, write, invitation, now);
    return { verdict, responseId, editableUntil: write.editableUntil };
  }

  private async announce(
    em: EntityManager,
    id: string,
    write: AnswerWrite,
    invitation: OpenInvitation,
    now: Date,
  ): Promise<void> {
    const wasCounted = invitation.answer?.status === 'confirmed' || invitation.answer?.status === 'released';
    if (write.status === 'suspect') await this.outcome.quarantined(id, now, em);
    else if (write.status === 'confirmed')
      await (wasCounted
        ? this.outcome.changed(id, invitation.settings, now, em)
        : this.outcome.counted(id, invitation.settings, now, em));
  }
}

interface WeighedForm extends SeenInvitation {
  form: PostedForm;
  option: Option;
  score: number;
}

/** Whether anybody is told of the answer: a program, the owner, or mining that reads its comment. */
function isHeard({ hasListeners, invitation, option }: WeighedForm): boolean {
  const { alerts } = invitation.settings;
  const comment = invitation.answer?.comment ?? null;
  return hasListeners || comment !== null || (alerts !== null && deservesAlert({ band: option.band, comment }, alerts));
}

/** Whether an answer may still be given or changed through the link itself. */
export function isOpen(invitation: OpenInvitation, now: Date): boolean {
  if (invitation.withdrawnAt || invitation.expiresAt <= now || invitation.state === 'archived') return false;
  if (!invitation.answer) return invitation.answeredAt === null;
  return invitation.answer.editableUntil > now;
}

function submissionOf({ optionId, client, nonce, script }: PostedForm, now: Date): Submission {
  const { id, shownAt, network, agent } = nonce;
  return { at: now, optionId, client, nonceId: id, shownAt, shownTo: { network, agent }, script };
}

function visitOf({ invitationId, optionId, client, nonce }: PostedForm, { level }: Judgement, now: Date) {
  return { invitationId, at: now, kind: 'post' as const, optionId, client, nonceId: nonce.id, level };
}

function answerOf(
  { invitation, form, option, score }: WeighedForm,
  submission: Submission,
  judgement: Judgement,
  now: Date,
): AnswerWrite {
  const { settings, answer } = invitation;
  const { status, holdUntil } = confidenceOf(judgement, now, settings.evidence);
  return {
    id: answer?.id ?? randomUUID(),
    invitationId: invitation.id,
    cause: !answer ? 'answered' : form.nonce.step === 'change' ? 'changed' : 'replaced',
    status,
    holdUntil,
    level: judgement.level,
    suspicions: judgement.suspicions,
    optionId: option.id,
    band: option.band,
    score,
    submission: storeSubmission(submission, false),
    network: form.client.network,
    client: form.client.agent,
    now,
    editableUntil: answer?.editableUntil ?? new Date(now.getTime() + settings.editableDays * DAY_MS),
    reasons: answer?.reasons ?? [],
    comment: answer?.comment ?? null,
  };
}
