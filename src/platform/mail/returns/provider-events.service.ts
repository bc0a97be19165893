import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Actor } from '../../audit/actor.js';
import { Config } from '../../config.js';
import { IdempotencyKeys } from '../../http/idempotency-keys.js';
import type { DeliveryReport } from './delivery-report.js';
import { MailReports, type ReportCounts } from './mail-reports.service.js';
import { readMailgun, type TokenCheck } from './providers/mailgun.js';
import { readPostmark } from './providers/postmark.js';
import type { ProviderCall } from './providers/provider.js';
import { readSendgrid } from './providers/sendgrid.js';
import { readSes } from './providers/ses.js';
import { CertificateOutOfReach, SnsService } from './providers/sns.service.js';

type Reader = (call: ProviderCall, now: Date) => Promise<DeliveryReport[] | null> | DeliveryReport[] | null;

/** Hears the mail providers that are set up. */
@Injectable()
export class ProviderEvents {
  private readonly logger = new Logger(ProviderEvents.name);
  private readonly readers: Map<string, Reader>;

  constructor(
    config: Config,
    private readonly sns: SnsService,
    private readonly reports: MailReports,
    private readonly keys: IdempotencyKeys,
  ) {
    const { SES_TOPIC_ARN, SENDGRID_PUBLIC_KEY, POSTMARK_PASSWORD, MAILGUN_SIGNING_KEY } = config.env;
    const readers: [string, string | undefined, (secret: string) => Reader][] = [
      [
        'ses',
        SES_TOPIC_ARN,
        (arn) =>
          async ({ raw }, now) =>
            this.readSns(raw, arn, now),
      ],
      ['sendgrid', SENDGRID_PUBLIC_KEY, (key) => (call, now) => readSendgrid(call, key, now)],
      ['postmark', POSTMARK_PASSWORD, (password) => (call) => readPostmark(call, password)],
      ['mailgun', MAILGUN_SIGNING_KEY, (key) => (call, now) => readMailgun(call, key, now, this.firstUse(now))],
    ];
    this.readers = new Map(readers.flatMap(([name, secret, make]) => (secret ? [[name, make(secret)]] : [])));
  }

  /** `unknown`: not set up. `refused`: the call does not prove that the provider sent it. `away`: it cannot be checked now. */
  async receive(
    provider: string,
    call: ProviderCall,
    actor: Actor,
    now: Date,
  ): Promise<ReportCounts | 'unknown' | 'refused' | 'away'> {
    const read = this.readers.get(provider);
    if (!read) return 'unknown';
    const reports = await this.tryToRead(provider, read, call, now);
    if (reports === 'away') return 'away';
    return reports ? this.reports.take(reports, { name: provider, actor, mayNameRecipients: true }, now) : 'refused';
  }

  /** Keys and signatures that are no such thing make the crypto library throw. */
  private async tryToRead(provider: string, read: Reader, call: ProviderCall, now: Date) {
    try {
      return await read(call, now);
    } catch (error) {
      if (error instanceof CertificateOutOfReach) return 'away';
      this.logger.warn({ event: 'provider.not-read', provider, reason: (error as Error).message });
      return null;
    }
  }

  /** Kept for two days, longer than a signed time is recent. */
  private firstUse(now: Date): TokenCheck {
    return async (token, raw) => {
      const bodyHash = createHash('sha256').update(raw).digest('hex');
      const call = { caller: 'provider:mailgun', key: token, route: 'POST /v1/mail-events/mailgun', bodyHash };
      const earlier = await this.keys.claim(call, now);
      if (!earlier) await this.keys.complete(call, 200, null);
      return earlier === null || earlier.bodyHash === bodyHash;
    };
  }

  private async readSns(raw: Buffer, topicArn: string, now: Date): Promise<DeliveryReport[] | null> {
    const message = await this.sns.read(raw, topicArn, now);
    return message === null ? null : readSes(message);
  }
}
