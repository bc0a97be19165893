import { verify, X509Certificate } from 'node:crypto';
import { z } from 'zod';

export const SnsMessage = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().max(100),
  TopicArn: z.string().max(300),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string().max(40),
  Token: z.string().optional(),
  SubscribeURL: z.string().max(2000).optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().max(2000),
  SigningCertURL: z.string().max(500),
});
export type SnsMessage = z.infer<typeof SnsMessage>;

const HOST = /^sns\.[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com(?:\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[0-9a-f]{20,80}\.pem$/;
const SIGNED_FIELDS = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** Whether an address is a certificate of Amazon SNS: whatever a message names, nothing else is fetched. */
export function isCertificateUrl(text: string): boolean {
  const url = amazonUrl(text);
  return url !== null && CERTIFICATE.test(url.pathname) && url.search === '';
}

/** Whether an address confirms a subscription at Amazon SNS, and does nothing else there. */
export function isConfirmationUrl(text: string): boolean {
  const url = amazonUrl(text);
  return url !== null && url.pathname === '/' && url.searchParams.get('Action') === 'ConfirmSubscription';
}

/** Whether the certificate signed the message and is good now. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
export function isSignedBy(message: SnsMessage, pem: string, now: Date): boolean {
  const certificate = new X509Certificate(pem);
  const isGood = new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo);
  const algorithm = message.SignatureVersion === '2' ? 'sha256' : 'sha1';
  const signed = Buffer.from(textToSign(message), 'utf8');
  return isGood && verify(algorithm, signed, certificate.publicKey, Buffer.from(message.Signature, 'base64'));
}

/** Name and value of the signed fields, each on a line of its own. */
export function textToSign(message: Omit<SnsMessage, 'Signature'>): string {
  const present = SIGNED_FIELDS[message.Type].filter((name) => message[name] != null);
  return present.map((name) => `${name}\n${message[name]}\n`).join('');
}

function amazonUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && HOST.test(url.hostname) ? url : null;
}
