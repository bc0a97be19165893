import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailService } from '../mail/mail.service.js';
import { Templates } from '../templates.js';
import type { Member } from './member.entity.js';

const MINUTE_MS = 60_000;

/** Writes the mail with the link. */
@Injectable()
export class SignInMailer {
  constructor(
    private readonly mail: MailService,
    private readonly templates: Templates,
  ) {}

  async enqueue(member: Member, link: string, minutes: number, now: Date, em: EntityManager): Promise<void> {
    const data = { name: member.name, minutes, link };
    const html = this.templates.render('platform/auth/sign-in-mail.html', data);
    const text = this.templates.render('platform/auth/sign-in-mail.text', data);
    const to = { name: member.name, address: member.email };
    const expiresAt = new Date(now.getTime() + minutes * MINUTE_MS);
    await this.mail.enqueue(
      { kind: 'sign-in', to, subject: 'Your link to Hearback', html, text, expiresAt, priority: 1, isAskedFor: true },
      now,
      em,
    );
  }

  wake(): Promise<void> {
    return this.mail.wake();
  }
}
