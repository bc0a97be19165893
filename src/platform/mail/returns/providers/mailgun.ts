import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type DeliveryReport, kindOfStatus, type ReportKind } from '../delivery-report.js';
import { isRecent, isSame, jsonOf, type ProviderCall, reportOf } from './provider.js';

const Signature = z.object({ timestamp: z.coerce.string(), token: z.string().min(1).max(200), signature: z.string() });
const Event = z.object({
  event: z.string(),
  id: z.string().optional(),
  recipient: z.string().max(320).optional(),
  severity: z.string().optional(),
  reason: z.string().optional(),
  message: z.object({ headers: z.object({ 'message-id': z.string().optional() }).optional() }).optional(),
  'delivery-status': z.object({ code: z.number().optional(), 'enhanced-code': z.string().optional() }).optional(),
});
type Event = z.infer<typeof Event>;
const Call = z.object({ signature: Signature, 'event-data': z.unknown() });

const STATUS = /^[245]\.\d{1,3}\.\d{1,3}$/;
const NO_SUCH_USER = new Set([550, 551, 553, 605]);

/** Whether a token comes for the first time, or again with the very body that it came with. */
export type TokenCheck = (token: string, raw: Buffer) => Promise<boolean>;

/**
 * Mailgun signs a time and a random token, not the event: who overheard one call could put any event beside them. So a
 * token is good for one body. Null when `key` did not sign them, or the token was used before.
 */
export async function readMailgun(
  { raw }: ProviderCall,
  key: string,
  now: Date,
  isFirstUse: TokenCheck,
): Promise<DeliveryReport[] | null> {
  const call = Call.safeParse(jsonOf(raw));
  if (!call.success) return null;
  const { timestamp, token, signature } = call.data.signature;
  const expected = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex');
  if (!isSame(signature, expected) || !isRecent(Number(timestamp) * 1000, now)) return null;
  if (!(await isFirstUse(token, raw))) return null;
  const event = Event.safeParse(call.data['event-data']);
  return event.success ? reportsOf(event.data) : [];
}

function reportsOf(event: Event): DeliveryReport[] {
  const kind = kindOf(event);
  if (!kind) return [];
  const { recipient = null, id: eventId = null, message } = event;
  const bare = message?.headers?.['message-id'];
  const messageId = bare ? `<${bare.replace(/^<|>$/g, '')}>` : null;
  return [reportOf({ kind, recipient, eventId, messageId, status: statusOf(event) })];
}

function kindOf(event: Event): ReportKind | null {
  if (event.event === 'delivered') return 'delivered';
  if (event.event === 'complained') return 'complaint';
  if (event.event !== 'failed') return null;
  if (event.severity === 'temporary') return 'delayed';
  return permanent(event);
}

/** `suppress-*`: not sent at all, because Mailgun remembers what happened earlier. `old`: tried for too long. */
function permanent(event: Event): ReportKind | null {
  const { reason } = event;
  if (reason === 'suppress-complaint') return 'complaint';
  if (reason === 'suppress-unsubscribe') return null;
  if (reason === 'suppress-bounce') return 'hard';
  const status = statusOf(event);
  if (reason === 'old' || reason === 'espblock') return 'soft';
  if (status) return kindOfStatus(status);
  return NO_SUCH_USER.has(event['delivery-status']?.code ?? 0) ? 'hard' : 'soft';
}

function statusOf(event: Event): string | null {
  const code = event['delivery-status']?.['enhanced-code'];
  return code && STATUS.test(code) ? code : null;
}
