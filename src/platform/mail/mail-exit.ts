import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config.js';
import { Secrets } from '../secrets.js';
import { parseMailAddress } from './address.js';
import { composeMessage } from './compose.js';
import { FolderTransport } from './folder-transport.js';
import type { OutgoingMail } from './outgoing-mail.entity.js';
import { RETURN_PATH_KEY, returnPathOf } from './returns/return-path.js';
import { SmtpTransport } from './smtp-transport.js';
import type { MailTransport } from './transport.js';

/** The way out: a mail server, or a folder while there is none. */
@Injectable()
export class MailExit implements OnApplicationShutdown {
  private readonly transport: MailTransport;
  private readonly from;

  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
  ) {
    const { SMTP_URL, OUTBOX_DIR, MAIL_FROM } = config.env;
    this.from = parseMailAddress(MAIL_FROM);
    this.transport = SMTP_URL
      ? new SmtpTransport(SMTP_URL, (mail) => this.returnPath(mail))
      : new FolderTransport(OUTBOX_DIR);
  }

  /** Whether a repeated delivery is the same as one. */
  get isRepeatable(): boolean {
    return this.transport.isRepeatable;
  }

  /** Most mails a minute to one mail domain. */
  get perDomainPerMinute(): number {
    return this.config.env.MAIL_PER_DOMAIN_PER_MINUTE;
  }

  /** Throws DeliveryError. */
  async deliver(mail: OutgoingMail): Promise<void> {
    await this.transport.deliver(mail, await composeMessage(mail, this.from));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.transport.close();
  }

  /** Where the mail comes back to when it cannot be delivered: an address that names it, when there is a mailbox for that. */
  private returnPath({ id }: OutgoingMail): string {
    const { BOUNCE_ADDRESS } = this.config.env;
    return BOUNCE_ADDRESS ? returnPathOf(BOUNCE_ADDRESS, id, this.secrets.key(RETURN_PATH_KEY)) : this.from.address;
  }
}
