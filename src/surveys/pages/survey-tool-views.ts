import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../platform/auth/caller.js';
import { MailService } from '../../platform/mail/mail.service.js';
import { AnswerPages } from '../answering/pages/answer-pages.js';
import { questionView } from '../answering/pages/answer-view.js';
import type { SurveyResponse } from '../answering/survey-response.entity.js';
import { type RenderedMail, SurveyMailer } from '../mail/survey-mailer.js';
import { localesOf } from '../surveys/content.js';
import { SurveysService, type SurveyWithContent } from '../surveys/surveys.service.js';
import { AskingViews } from './asking-views.js';
import { answerView, headView } from './survey-views.js';

interface AnswersOrder {
  rows: SurveyResponse[];
  isQuarantine: boolean;
  mayWrite: boolean;
  /** Which answers are shown, in words; null when all are. */
  only: string | null;
}

@Injectable()
export class SurveyToolViews {
  constructor(
    private readonly surveys: SurveysService,
    private readonly asking: AskingViews,
    private readonly answerPages: AnswerPages,
    private readonly mailer: SurveyMailer,
    private readonly mails: MailService,
  ) {}

  async answers(id: string, caller: Caller, { rows, isQuarantine, mayWrite, only }: AnswersOrder) {
    const survey = await this.surveys.get(id);
    const quarantine = {
      heading: 'Quarantine',
      explanation:
        'Answers that look like a machine gave them. They are not counted unless you say that a person gave them.',
      nothing: 'No answer looks like a machine gave it.',
    };
    const all = {
      heading: 'Answers',
      explanation: 'Newest first. Comments are shown without personal data.',
      nothing: 'No answer yet.',
    };
    const answers = rows.map((row) => answerView(row, survey.content, mayWrite));
    return {
      ...(isQuarantine ? quarantine : all),
      ...this.base(survey, caller, isQuarantine ? '/quarantine' : '/answers'),
      answers,
      only: only && { words: only, allUrl: `/surveys/${id}/answers` },
    };
  }

  async dryRun(id: string, caller: Caller, reference: string | null, now: Date) {
    const survey = await this.surveys.get(id);
    return { ...this.base(survey, caller, '/dry-run'), ...(await this.asking.dryRun(survey, reference, now)) };
  }

  async share(id: string, caller: Caller) {
    const survey = await this.surveys.get(id);
    return { ...this.base(survey, caller, '/share'), ...this.asking.share(survey) };
  }

  async preview(id: string, caller: Caller, wish: string | undefined) {
    const survey = await this.surveys.get(id);
    const locale = wish ?? survey.content.defaultLocale;
    const query = `?locale=${encodeURIComponent(locale)}`;
    return {
      ...this.base(survey, caller, '/preview'),
      locale,
      locales: localesOf(survey.content).map((name) => ({ name, isChosen: name === locale })),
      mailUrl: `/surveys/${id}/preview/mail${query}`,
      pageUrl: `/surveys/${id}/preview/page${query}`,
    };
  }

  /** The mail as it would go out; its links lead to the preview. */
  async mail(id: string, wish: string | undefined): Promise<RenderedMail> {
    const survey = await this.surveys.get(id);
    const { content, settings, isAnonymous } = survey;
    const preview = this.asking.previewUrl(id);
    const locale = wish ?? content.defaultLocale;
    const shared = {
      content,
      branding: settings.branding,
      isAnonymous,
      locale,
      agent: 'Robin',
      about: null,
      isReminder: false,
    };
    return this.mailer.render({ ...shared, linkOf: () => preview, unsubscribeUrl: preview });
  }

  async sendTest(id: string, address: string, locale: string, now: Date): Promise<void> {
    const mail = await this.mail(id, locale);
    const fromName = (await this.surveys.get(id)).settings.branding.senderName;
    const order = { kind: 'notice', to: { name: '', address }, ...mail, fromName, subject: `Test: ${mail.subject}` };
    await this.mails.enqueue(order, now);
    await this.mails.wake();
  }

  /** The answer page in a frame, without anything to post to. */
  async sendPage(reply: FastifyReply, id: string, wish: string | undefined): Promise<void> {
    const { content, settings, isAnonymous } = await this.surveys.get(id);
    const view = questionView(
      content,
      wish ?? content.defaultLocale,
      { company: this.answerPages.company, agent: 'Robin' },
      null,
    );
    const data = {
      title: view.question,
      view,
      action: '',
      nonce: '',
      notice: null,
      reference: null,
      isAnonymous,
      unsubscribeUrl: null,
    };
    this.answerPages.send(reply, 200, 'answer', data, { branding: settings.branding, isPreview: true });
  }

  private base(survey: SurveyWithContent, caller: Caller, tab: Parameters<typeof headView>[1]) {
    return { title: survey.name, survey: headView(survey, tab, caller, this.answerPages.company) };
  }
}
