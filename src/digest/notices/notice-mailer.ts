import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Config } from '../../platform/config.js';
import { MailService } from '../../platform/mail/mail.service.js';
import { Secrets } from '../../platform/secrets.js';
import { Templates } from '../../platform/templates.js';
import { readerToken, readReaderToken } from '../delivery/reader-token.js';
import type { CustomerNotice } from './customer-notice.entity.js';
import { NOTICE_SCOPES } from './who-raised-it.js';

interface Recipient {
  customerId: string;
  name: string | null;
  email: string;
}

/** Writes the mail that tells a customer, and reads its link out. */
@Injectable()
export class NoticeMailer {
  constructor(
    private readonly mail: MailService,
    private readonly templates: Templates,
    private readonly secrets: Secrets,
    private readonly config: Config,
  ) {}

  /** Orders one mail; the same person is never told twice about one action. Returns its id in the outbox. */
  async order(
    notice: CustomerNotice,
    { customerId, name, email }: Recipient,
    person: string,
    em: EntityManager,
  ): Promise<string> {
    const unsubscribe = this.unsubscribeUrl(notice.id, customerId);
    const { id } = await this.mail.enqueue(
      {
        kind: 'notice',
        to: { name: name ?? '', address: email },
        subject: notice.subject,
        ...this.render(notice, unsubscribe),
        dedupeKey: `notice:${notice.id}:${person}`,
        wave: `notice:${notice.id}`,
        headers: { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
        suppressedBy: NOTICE_SCOPES,
        priority: 7,
      },
      notice.approvedAt!,
      em,
    );
    return id;
  }

  render(
    { subject, body }: Pick<CustomerNotice, 'subject' | 'body'>,
    unsubscribe: string,
  ): { html: string; text: string } {
    const organisation = this.config.env.ORGANISATION;
    const data = { subject, paragraphs: paragraphsOf(body), organisation, unsubscribe };
    return {
      html: this.templates.render('digest/notices/notice-mail.html', data),
      text: this.templates.render('digest/notices/notice-mail.text', data),
    };
  }

  wake(): Promise<void> {
    return this.mail.wake();
  }

  /** The customer who holds this link, or null for anything that we did not sign. */
  customerOf(token: string): string | null {
    return readReaderToken(token, this.key)?.recipientId ?? null;
  }

  private unsubscribeUrl(noticeId: string, customerId: string): string {
    return `${this.config.publicUrl}/n/${readerToken({ digestId: noticeId, recipientId: customerId }, this.key)}`;
  }

  private get key(): Buffer {
    return this.secrets.key('notice-reader');
  }
}

/** Paragraphs are divided by empty lines. */
export function paragraphsOf(body: string): string[] {
  return body
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
}
