import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { type MailAddress } from '../../platform/mail/address.js';
import { MailService } from '../../platform/mail/mail.service.js';
import { Templates } from '../../platform/templates.js';
import { suppressionScopes } from '../asking/histories.js';
import type { Invitation } from '../asking/invitation.entity.js';
import type { Branding } from '../asking/settings.js';
import { SurveyTokens } from '../answering/survey-tokens.js';
import type { Content } from '../surveys/content.js';
import { paletteOf } from '../surveys/palette.js';
import type { SurveyWithContent } from '../surveys/surveys.service.js';
import { mailView } from './survey-mail.js';

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}

export interface MailAsk {
  content: Content;
  branding: Branding;
  isAnonymous: boolean;
  locale: string;
  agent: string | null;
  about: string | null;
  linkOf: (optionId?: string) => string;
  unsubscribeUrl: string;
  isReminder: boolean;
}

/** Writes the mails of surveys and puts them into the outbox. */
@Injectable()
export class SurveyMailer {
  constructor(
    private readonly mails: MailService,
    private readonly templates: Templates,
    private readonly tokens: SurveyTokens,
    private readonly config: Config,
  ) {}

  render(ask: MailAsk): RenderedMail {
    const { branding, isAnonymous } = ask;
    const company = this.config.env.ORGANISATION;
    const view = mailView({ ...ask, company, palette: paletteOf(branding.colour), logo: branding.logoUrl });
    const data = { ...view, isAnonymous };
    const html = this.templates.render('surveys/mail/invitation.html', data);
    return { subject: view.title, html, text: this.templates.render('surveys/mail/invitation.text', data) };
  }

  /** Orders the mail of an invitation; a second order of the same wave changes nothing. Returns the id in the outbox. */
  async order(
    invitation: Invitation,
    survey: SurveyWithContent,
    isReminder: boolean,
    now: Date,
    em: EntityManager,
  ): Promise<string> {
    const token = this.tokens.mint('answer', { subject: invitation.id, expiresAt: invitation.expiresAt });
    const unsubscribeUrl = this.tokens.unsubscribeUrl(invitation.id, now);
    const mail = this.render({
      content: survey.content,
      branding: survey.settings.branding,
      isAnonymous: survey.isAnonymous,
      locale: invitation.locale,
      agent: invitation.agent,
      about: null,
      linkOf: (optionId) => this.tokens.answerUrl(token, optionId),
      unsubscribeUrl,
      isReminder,
    });
    const kind = isReminder ? 'reminder' : 'survey';
    const { id } = await this.mails.enqueue(
      {
        kind,
        ...mail,
        fromName: survey.settings.branding.senderName,
        to: recipient(invitation),
        dedupeKey: `${kind}:${invitation.id}`,
        wave: `survey:${survey.id}`,
        headers: this.listHeaders(survey.id, unsubscribeUrl),
        suppressedBy: suppressionScopes(survey.id),
        expiresAt: invitation.expiresAt,
      },
      now,
      em,
    );
    return id;
  }

  /** Asks for a sending run soon. After the commit of what was ordered. */
  wake(): Promise<void> {
    return this.mails.wake();
  }

  /** RFC 8058 (one click), RFC 2919 (List-Id), and the tag by which Gmail groups complaints. */
  listHeaders(surveyId: string, unsubscribeUrl: string): Record<string, string> {
    const { hostname } = new URL(this.config.publicUrl);
    return {
      'List-Unsubscribe': `<${unsubscribeUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': `<survey-${surveyId}.${hostname}>`,
      'List-Post': 'NO',
      'Feedback-ID': `${surveyId}:survey:hearback`,
    };
  }
}

function recipient({ name, address }: Invitation): MailAddress {
  return { name: name ?? '', address: address! };
}
