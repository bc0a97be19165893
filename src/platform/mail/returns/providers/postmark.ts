import { z } from 'zod';
import type { DeliveryReport, ReportKind } from '../delivery-report.js';
import { isSame, jsonOf, type ProviderCall, reportOf } from './provider.js';

const Call = z.object({
  RecordType: z.string(),
  Type: z.string().optional(),
  ID: z.union([z.number(), z.string()]).optional(),
  MessageID: z.string().optional(),
  Email: z.string().max(320).optional(),
  Recipient: z.string().max(320).optional(),
});
type Call = z.infer<typeof Call>;

/** https://postmarkapp.com/developer/api/bounce-api#bounce-types; what is not listed says nothing about the address. */
const BOUNCES: Record<string, ReportKind> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  ManuallyDeactivated: 'hard',
  SpamComplaint: 'complaint',
  SoftBounce: 'soft',
  Transient: 'delayed',
  DnsError: 'soft',
  SpamNotification: 'soft',
  Blocked: 'soft',
  DMARCPolicy: 'soft',
};

/** Postmark does not sign; it proves itself by HTTP Basic. Null when the password is another. */
export function readPostmark({ headers, raw }: ProviderCall, password: string): DeliveryReport[] | null {
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? '';
  const given = Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
  if (!isSame(given, password)) return null;
  const parsed = Call.safeParse(jsonOf(raw));
  return parsed.success ? reportsOf(parsed.data) : [];
}

function reportsOf(call: Call): DeliveryReport[] {
  const kind = kindOf(call);
  const { ID, MessageID, RecordType, Email, Recipient } = call;
  const eventId = ID !== undefined ? String(ID) : MessageID ? `${RecordType}:${MessageID}` : null;
  return kind ? [reportOf({ kind, recipient: Email ?? Recipient ?? null, eventId })] : [];
}

function kindOf({ RecordType, Type }: Call): ReportKind | null {
  if (RecordType === 'Delivery') return 'delivered';
  if (RecordType === 'SpamComplaint') return 'complaint';
  return RecordType === 'Bounce' ? (BOUNCES[Type ?? ''] ?? null) : null;
}
