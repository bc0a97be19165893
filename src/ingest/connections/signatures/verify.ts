import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { ConnectionKind } from '../connection.schema.js';
import type { Delivery } from '../source-change.js';

/** How far the clock of a sender may be off, and how old a recorded delivery may be when it is sent again. Standard Webhooks: five minutes. */
export const TOLERANCE_SECONDS = 300;

type Check = (delivery: Delivery, secret: string, now: Date) => boolean;

/**
 * Whether a delivery was signed, over its raw bytes, with one of the secrets: the current one and, during a rotation, the
 * one before. Where the sender signs a time, deliveries older or younger than five minutes are refused.
 */
export function isSigned(kind: ConnectionKind, delivery: Delivery, secrets: readonly string[], now: Date): boolean {
  const check = CHECKS[kind];
  // Every secret is tried, so that the time taken does not tell which one was right.
  return secrets.map((secret) => check(delivery, secret, now)).includes(true);
}

const CHECKS: Record<ConnectionKind, Check> = {
  // https://developer.zendesk.com/documentation/webhooks/verifying/
  zendesk: ({ headers, raw }, secret, now) => {
    const timestamp = headers['x-zendesk-webhook-signature-timestamp'] ?? '';
    const expected = createHmac('sha256', secret).update(timestamp).update(raw).digest('base64');
    return isRecent(Date.parse(timestamp), now) && isSame(headers['x-zendesk-webhook-signature'], expected);
  },
  // https://developers.intercom.com/docs/webhooks/setting-up-webhooks: SHA-1, no time
  intercom: ({ headers, raw }, secret) =>
    isSame(headers['x-hub-signature'], `sha1=${createHmac('sha1', secret).update(raw).digest('hex')}`),
  // https://developer.helpscout.com/webhooks/: SHA-1, no time
  helpscout: ({ headers, raw }, secret) =>
    isSame(headers['x-helpscout-signature'], createHmac('sha1', secret).update(raw).digest('base64')),
  // Chatwoot 4.11 and later sign; older versions cannot, and get an address with a secret instead.
  chatwoot: (delivery, secret, now) => {
    const { headers, raw } = delivery;
    if (headers['x-chatwoot-signature'] === undefined) return isSharedSecret(delivery, secret);
    const timestamp = headers['x-chatwoot-timestamp'] ?? '';
    const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
    return isRecent(Number(timestamp) * 1000, now) && isSame(headers['x-chatwoot-signature'], `sha256=${expected}`);
  },
  freshdesk: (delivery, secret) => isSharedSecret(delivery, secret),
  generic: ({ headers, raw }, secret, now) => isStandardWebhook(headers, raw, secret, now),
  imap: () => false,
};

/** https://github.com/standard-webhooks/standard-webhooks: several signatures may stand in the header, separated by spaces. */
function isStandardWebhook(headers: Record<string, string>, raw: Buffer, secret: string, now: Date): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signatures = '' } = headers;
  const sentAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN;
  if (id === '' || !isRecent(sentAt, now) || !isStandardSecret(secret)) return false;
  const expected = new Webhook(secret).sign(id, new Date(sentAt), raw.toString('utf8'));
  return signatures
    .split(' ')
    .map((signature) => isSame(signature, expected))
    .includes(true);
}

/** Whether a secret is what Standard Webhooks sign with: Base64, with or without `whsec_` before it. */
export function isStandardSecret(secret: string): boolean {
  const bytes = secret.replace(/^whsec_/, '');
  return bytes.length % 4 === 0 && /^[A-Za-z0-9+/]{8,}={0,2}$/.test(bytes);
}

/** A sender that cannot sign proves itself by a secret: in the address, in a header of ours, or as the password of HTTP Basic. */
function isSharedSecret({ headers, pathSecret }: Delivery, secret: string): boolean {
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const password = basic ? Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':') : undefined;
  return [pathSecret ?? undefined, headers['x-hearback-secret'], password]
    .map((given) => isSame(given, secret))
    .includes(true);
}

function isRecent(sentAt: number, now: Date): boolean {
  return Math.abs(now.getTime() - sentAt) <= TOLERANCE_SECONDS * 1000;
}

/** Constant time whatever the lengths: digests are compared, not texts. */
function isSame(given: string | undefined, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(expected)) && given !== undefined;
}
