import { Injectable, Logger } from '@nestjs/common';
import { Outbound } from '../../../outbound/outbound.js';
import { isCertificateUrl, isConfirmationUrl, isSignedBy, SnsMessage } from './sns-message.js';
import { isRecent, jsonOf } from './provider.js';

const LARGEST_CERTIFICATE = 20_000;
const MOST_CERTIFICATES = 20;

/** The certificate could not be fetched now: the message may be genuine, and Amazon sends it again after a 503. */
export class CertificateOutOfReach extends Error {}

/** Listens to one topic of Amazon SNS. Whoever has an account there can get messages signed, so the topic must be ours. */
@Injectable()
export class SnsService {
  private readonly logger = new Logger(SnsService.name);
  private readonly certificates = new Map<string, string>();

  constructor(private readonly outbound: Outbound) {}

  /** The text of a notification; empty for other messages; null when Amazon did not sign it for this topic. */
  async read(raw: Buffer, topicArn: string, now: Date): Promise<string | null> {
    const parsed = SnsMessage.safeParse(jsonOf(raw));
    if (!parsed.success) return null;
    const message = parsed.data;
    if (message.TopicArn !== topicArn || !isRecent(Date.parse(message.Timestamp), now)) return null;
    const certificate = await this.certificate(message.SigningCertURL);
    if (!certificate || !isSignedBy(message, certificate, now)) return null;
    if (message.Type === 'SubscriptionConfirmation') await this.confirm(message.SubscribeURL ?? '');
    return message.Type === 'Notification' ? message.Message : '';
  }

  /** Remembers a certificate under its address. */
  keep(url: string, pem: string): void {
    if (this.certificates.size >= MOST_CERTIFICATES) this.certificates.clear();
    this.certificates.set(url, pem);
  }

  /** From Amazon by TLS, once; that it lies there is what makes it trusted. */
  private async certificate(url: string): Promise<string | null> {
    if (!isCertificateUrl(url)) return null;
    const known = this.certificates.get(url);
    if (known) return known;
    const answer = await this.outbound.get({ url, headers: {}, answerBytes: LARGEST_CERTIFICATE }).catch(() => null);
    if (answer?.status !== 200) throw new CertificateOutOfReach();
    this.keep(url, answer.body);
    return answer.body;
  }

  private async confirm(url: string): Promise<void> {
    if (!isConfirmationUrl(url)) return;
    const { status } = await this.outbound.get({ url, headers: {} });
    this.logger.log({ event: 'sns.subscription-confirmed', status });
  }
}
