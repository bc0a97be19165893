import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { MailService } from '../../platform/mail/mail.service.js';
import { Templates } from '../../platform/templates.js';
import { endOfQuiet } from '../asking/sending-hours.js';
import type { Alerts, Settings } from '../asking/settings.js';
import { BANDS } from '../surveys/question.js';
import { textsOf } from '../surveys/content.js';
import { VersionCache } from '../surveys/version-cache.js';
import { fill } from '../surveys/texts.js';
import { soundsAngry } from '../answering/anger.js';
import type { SurveyResponse } from '../answering/survey-response.entity.js';

interface AlertFacts {
  survey: string;
  subject: string | null;
  url: string | null;
  reference: string | null;
}

/** Tells the owner of a survey at once when somebody is unhappy, so that the person can be helped while it matters. */
@Injectable()
export class RecoveryAlerts {
  private isWaiting = false;

  constructor(
    private readonly mails: MailService,
    private readonly templates: Templates,
    private readonly versions: VersionCache,
    private readonly config: Config,
  ) {}

  /** One alert an answer at most, in the caller's transaction; in quiet hours it waits for their end. */
  async raise(response: SurveyResponse, { alerts }: Settings, now: Date, em: EntityManager): Promise<void> {
    if (!alerts || !deservesAlert(response, alerts)) return;
    const facts = await this.factsOf(response, em);
    const data = await this.dataOf(response, facts);
    const order = {
      kind: 'notice',
      subject: `${data.answer} – ${facts.survey}${facts.reference ? `, ticket ${facts.reference}` : ''}`,
      html: this.templates.render('surveys/mail/alert.html', data),
      text: this.templates.render('surveys/mail/alert.text', data),
      sendAt: endOfQuiet(now, alerts.quiet),
      priority: 2,
    };
    for (const address of alerts.emails) {
      await this.mails.enqueue(
        { ...order, to: { name: '', address }, dedupeKey: `survey-alert:${response.id}:${address}` },
        now,
        em,
      );
    }
    this.isWaiting = true;
  }

  /** Asks for the sending of alerts raised since the last call. After the commit. */
  async deliver(): Promise<void> {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    await this.mails.wake();
  }

  private async factsOf(response: SurveyResponse, em: EntityManager): Promise<AlertFacts> {
    const [facts] = await em.query<AlertFacts[]>(
      `SELECT s.name AS survey, t.subject, t.url, t.external_id AS reference
       FROM survey s LEFT JOIN ticket t ON t.id = $2 WHERE s.id = $1`,
      [response.surveyId, response.ticketId],
    );
    return facts!;
  }

  private async dataOf(response: SurveyResponse, facts: AlertFacts) {
    const content = await this.versions.content(response.versionId);
    const texts = textsOf(content, content.defaultLocale);
    const { optionId, comment, agent, team } = response;
    return {
      ...facts,
      organisation: this.config.env.ORGANISATION,
      question: fill(texts.question, { company: this.config.env.ORGANISATION, agent }),
      answer:
        texts.labels[optionId] ?? `${optionId} of ${content.question.kind === 'nps' ? 10 : content.question.points}`,
      comment,
      reasons: response.reasons.map((id) => texts.reasons[id] ?? id),
      agent,
      team,
      answersUrl: `${this.config.publicUrl}/surveys/${response.surveyId}/answers`,
    };
  }
}

/** Whether an answer is bad enough, or its comment angry enough, to tell the owner at once. */
export function deservesAlert(response: Pick<SurveyResponse, 'band' | 'comment'>, alerts: Alerts): boolean {
  if (BANDS.indexOf(response.band) <= BANDS.indexOf(alerts.band)) return true;
  return alerts.angryComments && response.comment !== null && soundsAngry(response.comment);
}
