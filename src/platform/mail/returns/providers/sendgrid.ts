import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import type { DeliveryReport, ReportKind } from '../delivery-report.js';
import { isRecent, jsonOf, type ProviderCall, reportOf } from './provider.js';

const Event = z.object({
  event: z.string(),
  email: z.string().max(320),
  type: z.string().optional(),
  reason: z.string().optional(),
  status: z.string().optional(),
  bounce_classification: z.string().optional(),
  'smtp-id': z.string().optional(),
  sg_event_id: z.string().optional(),
});
type Event = z.infer<typeof Event>;

/** Bounces that are about the mail, the moment or a policy. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const NOT_THE_ADDRESS = new Set(['Technical', 'Content', 'Reputation', 'Frequency/Volume', 'Mailbox Unavailable']);
const KINDS: Record<string, ReportKind> = { deferred: 'delayed', delivered: 'delivered', spamreport: 'complaint' };
const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;

/** SendGrid's signed event webhook: ECDSA over the time and the bytes. Null when it is not signed by `publicKey`. */
export function readSendgrid({ headers, raw }: ProviderCall, publicKey: string, now: Date): DeliveryReport[] | null {
  const time = headers['x-twilio-email-event-webhook-timestamp'] ?? '';
  const signature = Buffer.from(headers['x-twilio-email-event-webhook-signature'] ?? '', 'base64');
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  const signed = Buffer.concat([Buffer.from(time), raw]);
  if (!isRecent(Number(time) * 1000, now) || !verify('sha256', signed, key, signature)) return null;
  const events = z.array(z.unknown()).catch([]).parse(jsonOf(raw));
  return events.flatMap((event) => {
    const parsed = Event.safeParse(event);
    return parsed.success ? reportsOf(parsed.data) : [];
  });
}

function reportsOf(event: Event): DeliveryReport[] {
  const kind = kindOf(event);
  if (!kind) return [];
  const { email: recipient, status, sg_event_id: eventId = null, 'smtp-id': messageId = null } = event;
  return [reportOf({ kind, recipient, messageId, eventId, status: STATUS.test(status ?? '') ? status! : null })];
}

function kindOf({ event, type, reason, bounce_classification: classification }: Event): ReportKind | null {
  if (event === 'bounce') return type === 'blocked' || NOT_THE_ADDRESS.has(classification ?? '') ? 'soft' : 'hard';
  if (event !== 'dropped') return KINDS[event] ?? null;
  // Not sent at all, because SendGrid itself remembers what happened earlier.
  if (/^bounced address/i.test(reason ?? '')) return 'hard';
  return /^spam reporting address/i.test(reason ?? '') ? 'complaint' : null;
}
