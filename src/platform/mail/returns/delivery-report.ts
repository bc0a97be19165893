import PostalMime, { type Email } from 'postal-mime';

/** `delayed`: the server goes on trying. `soft`: given up, but the address may be good. */
export type ReportKind = 'hard' | 'soft' | 'delayed' | 'complaint' | 'delivered';

/** What came back about one recipient of one mail. */
export interface DeliveryReport {
  kind: ReportKind;
  /** Lower case; null when the report does not name one. */
  recipient: string | null;
  /** Message-ID of our mail, with angle brackets, when the report returns it. */
  messageId: string | null;
  /** Addresses of ours that it was sent to: one may be the envelope sender of our mail. */
  sentTo: string[];
  /** Enhanced status code such as 5.1.1; null when there is none. */
  status: string | null;
  /** The reporter's own id of this event: the same one is the same event. */
  eventId: string | null;
}

/** Status 5.x.x that are about the mailbox's state, the mail or a policy and not about the address: not the person's end. RFC 3463. */
const NOT_THE_ADDRESS = /^5\.(2\.[0-9]+|3\.|4\.|5\.|6\.|7\.)/;
const LONGEST_PART = 200_000;
const OWN_ADDRESS_HEADERS = ['delivered-to', 'x-original-to', 'envelope-to', 'to'];
/** Senders of returned mails that keep to no standard. Persons who are away write from their own address. */
const MAIL_SYSTEM = /^(mailer-daemon|postmaster)@/i;
const ANY_STATUS = /\b([245]\.\d{1,3}\.\d{1,3})\b/;
/** A bare SMTP reply in a text that names no enhanced code: no such user. RFC 5321 section 4.2.3. */
const NO_SUCH_USER = /\b55[013]\b/;

/**
 * Reads a returned mail: delivery status (RFC 3464), complaint (RFC 5965), or a plain text by a mail system. Anything else
 * gives an empty list: an out-of-office note is no bounce. Never throws for odd mail.
 */
export async function readReports(raw: Uint8Array | string): Promise<DeliveryReport[]> {
  const mail = await parse(raw);
  if (!mail) return [];
  const part = (type: string) => mail.attachments.find(({ mimeType }) => mimeType === type);
  const text = (type: string) => String(part(type)?.content ?? '').slice(0, LONGEST_PART);
  const original = text('message/rfc822') || text('text/rfc822-headers') || text('message/global-headers');
  const about = { messageId: header(original, 'message-id'), sentTo: ownAddresses(mail), eventId: null };
  const feedback = text('message/feedback-report');
  if (feedback) return complaint(feedback, original).map((report) => ({ ...report, ...about }));
  const status = text('message/delivery-status') || text('message/global-delivery-status');
  const reports = status ? deliveryReports(status) : plainReturn(mail);
  return reports.map((report) => ({ ...report, ...about }));
}

/** What a status code says about the address. */
export function kindOfStatus(status: string | null): Extract<ReportKind, 'hard' | 'soft' | 'delivered'> {
  if (!status || status.startsWith('4') || NOT_THE_ADDRESS.test(status)) return 'soft';
  return status.startsWith('5') ? 'hard' : 'delivered';
}

type Finding = Pick<DeliveryReport, 'kind' | 'recipient' | 'status'>;

async function parse(raw: Uint8Array | string): Promise<Email | null> {
  try {
    return await new PostalMime({ attachmentEncoding: 'utf8', forceRfc822Attachments: true }).parse(raw);
  } catch {
    // The parser throws for bytes that are no mail at all, and for nesting without end.
    return null;
  }
}

/** Somebody who tells the provider that it was no junk after all complains about nothing. */
function complaint(feedback: string, original: string): Finding[] {
  if (header(feedback, 'feedback-type')?.toLowerCase() === 'not-spam') return [];
  const recipient = address(
    header(feedback, 'original-rcpt-to') ?? header(feedback, 'removal-recipient') ?? header(original, 'to'),
  );
  return [{ kind: 'complaint', recipient, status: null }];
}

/** One group of fields about the message, then one per recipient, divided by empty lines. */
function deliveryReports(status: string): Finding[] {
  const groups = status
    .replace(/\r\n/g, '\n')
    .split(/\n\s*\n/)
    .filter((group) => /^(final|original)-recipient:/im.test(group));
  return groups.map((group) => {
    const code = ANY_STATUS.exec(header(group, 'status') ?? '')?.[1] ?? null;
    const recipient = address(header(group, 'original-recipient') ?? header(group, 'final-recipient'));
    return { kind: kindOf((header(group, 'action') ?? '').toLowerCase(), code), recipient, status: code };
  });
}

/** Old servers return mails with a note for people. It says which code, or nothing: then it is milder than it may be. */
function plainReturn({ from, text, headers }: Email): Finding[] {
  const isFromSystem = MAIL_SYSTEM.test(from?.address ?? '');
  const isAwayNote = headers.some(({ key, value }) => key === 'auto-submitted' && value.startsWith('auto-replied'));
  if (!isFromSystem || isAwayNote) return [];
  const note = (text ?? '').slice(0, LONGEST_PART);
  const status = ANY_STATUS.exec(note)?.[1] ?? null;
  const kind = status === null && NO_SUCH_USER.test(note) ? 'hard' : kindOfStatus(status);
  return [{ kind, recipient: null, status }];
}

function kindOf(action: string, status: string | null): ReportKind {
  if (action === 'delayed') return 'delayed';
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return 'delivered';
  return kindOfStatus(status);
}

function ownAddresses({ headers }: Email): string[] {
  return headers.filter(({ key }) => OWN_ADDRESS_HEADERS.includes(key)).map(({ value }) => value);
}

function header(text: string, name: string): string | null {
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(unfolded)?.[1]?.trim() ?? null;
}

/** `rfc822; <ada@example.org>` is an address behind its type. */
function address(field: string | null): string | null {
  const found = field?.replace(/^[\w-]+;/, '').match(/[^\s<>"]+@[^\s<>"]+/)?.[0];
  return found ? found.toLowerCase() : null;
}
