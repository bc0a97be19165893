import PostalMime from 'postal-mime';

export type ReportKind = 'hard' | 'soft' | 'delayed' | 'complaint' | 'delivered';

/** What a returned mail says about one recipient. */
export interface DeliveryReport {
  kind: ReportKind;
  /** Lower case; null when the report does not name one. */
  recipient: string | null;
  /** Message-ID of our mail, with angle brackets, when the report returns it. */
  messageId: string | null;
  /** Enhanced status code such as 5.1.1; null when there is none. */
  status: string | null;
}

/** Status 5.x.x that are about the mailbox's state, the mail or a policy and not about the address: not the person's end. RFC 3463. */
const NOT_THE_ADDRESS = /^5\.(2\.[0-9]+|3\.|4\.|5\.|6\.|7\.)/;
const LONGEST_PART = 200_000;

/**
 * Reads a returned mail: delivery status (RFC 3464) or complaint (RFC 5965). Anything else gives an empty list: an
 * out-of-office note is no bounce. Never throws for odd mail.
 */
export async function readReports(raw: Uint8Array | string): Promise<DeliveryReport[]> {
  const mail = await new PostalMime({ attachmentEncoding: 'utf8', forceRfc822Attachments: true }).parse(raw);
  const part = (type: string) => mail.attachments.find(({ mimeType }) => mimeType === type);
  const text = (type: string) => String(part(type)?.content ?? '').slice(0, LONGEST_PART);
  const original = text('message/rfc822') || text('text/rfc822-headers') || text('message/global-headers');
  const messageId = header(original, 'message-id');
  const feedback = text('message/feedback-report');
  if (feedback) return [complaint(feedback, original, messageId)];
  const status = text('message/delivery-status') || text('message/global-delivery-status');
  return status ? deliveryReports(status, messageId) : [];
}

function complaint(feedback: string, original: string, messageId: string | null): DeliveryReport {
  const recipient = address(
    header(feedback, 'original-rcpt-to') ?? header(feedback, 'removal-recipient') ?? header(original, 'to'),
  );
  return { kind: 'complaint', recipient, messageId, status: null };
}

/** One group of fields about the message, then one per recipient, divided by empty lines. */
function deliveryReports(status: string, messageId: string | null): DeliveryReport[] {
  const groups = status
    .replace(/\r\n/g, '\n')
    .split(/\n\s*\n/)
    .filter((group) => /^(final|original)-recipient:/im.test(group));
  return groups.map((group) => {
    const code = header(group, 'status')?.match(/[245]\.\d{1,3}\.\d{1,3}/)?.[0] ?? null;
    const recipient = address(header(group, 'original-recipient') ?? header(group, 'final-recipient'));
    return { kind: kindOf((header(group, 'action') ?? '').toLowerCase(), code), recipient, messageId, status: code };
  });
}

function kindOf(action: string, status: string | null): ReportKind {
  if (action === 'delayed') return 'delayed';
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return 'delivered';
  if (!status || status.startsWith('4') || NOT_THE_ADDRESS.test(status)) return 'soft';
  return status.startsWith('5') ? 'hard' : 'delivered';
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
