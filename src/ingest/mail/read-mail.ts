import { createHash } from 'node:crypto';
import PostalMime, { type Address, type Email } from 'postal-mime';
import type { NewTicket } from '../tickets/ticket.schema.js';
import { automaticReason } from './automatic-mail.js';

export type ReadMail = { ticket: NewTicket } | { skipped: string };

/** Larger mails are attachments with a few words. */
export const LARGEST_MAIL_BYTES = 20 * 1024 * 1024;

/**
 * A mail as one message of a ticket; the ticket is the thread, known by the first Message-ID that the mail refers to, so
 * that the mails of a thread meet in whatever order they come. Attachments are ignored. Mails that no person wrote are skipped.
 */
export async function readMail(raw: Uint8Array, ownAddresses: readonly string[], receivedAt: Date): Promise<ReadMail> {
  const mail = await parse(raw);
  if (!mail) return { skipped: 'not a mail' };
  const from = mail.from?.address?.toLowerCase() ?? '';
  const reason = automaticReason(headersOf(mail), from);
  if (reason) return { skipped: reason };
  if (!from.includes('@')) return { skipped: 'without sender' };
  const isOwn = ownAddresses.includes(from);
  const others = mail.to?.filter((person) => !ownAddresses.includes(person.address?.toLowerCase() ?? ''));
  const customer = isOwn ? others?.[0] : mail.from;
  return { ticket: ticketOf({ mail, raw, isOwn, customer }, sentTime(mail, receivedAt)) };
}

interface HeardMail {
  mail: Email;
  raw: Uint8Array;
  /** Written by the team. */
  isOwn: boolean;
  customer: Address | undefined;
}

/** A mail of the team is a reply to the customer in To; a customer's mail is the customer's. */
function ticketOf({ mail, raw, isOwn, customer }: HeardMail, sentAt: string): NewTicket {
  const own = mail.messageId ?? createHash('sha256').update(raw).digest('hex');
  const { text = null, html = null } = mail;
  const author = isOwn ? 'agent' : 'customer';
  const message = {
    externalId: shortId(own),
    author,
    public: true,
    createdAt: sentAt,
    text,
    html,
    authorName: nameOf(mail.from),
  } as const;
  return {
    externalId: shortId(threadOf(mail) ?? own),
    subject: isOwn ? undefined : subjectOf(mail),
    createdAt: sentAt,
    updatedAt: sentAt,
    channel: 'email',
    requester: requesterOf(customer),
    messages: [message],
  };
}

function requesterOf(person: Address | undefined): NewTicket['requester'] {
  const email = person?.address?.toLowerCase();
  return email ? { externalId: shortId(email), name: nameOf(person), email: email.slice(0, 320) } : undefined;
}

function nameOf(person: Address | undefined): string | null {
  return person?.name?.slice(0, 300) || null;
}

async function parse(raw: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer', maxNestingDepth: 50 });
  } catch {
    // The parser throws for bytes that are no mail at all.
    return null;
  }
}

function headersOf(mail: Email): Record<string, string> {
  return Object.fromEntries(mail.headers.map(({ key, value }) => [key.toLowerCase(), value]));
}

/** The first mail of the thread: References lists all, oldest first; In-Reply-To at least the one before. RFC 5322 section 3.6.4. */
function threadOf(mail: Email): string | null {
  return /<[^<>\s]+>/.exec(mail.references ?? '')?.[0] ?? /<[^<>\s]+>/.exec(mail.inReplyTo ?? '')?.[0] ?? null;
}

/** Message-IDs and addresses may name a person, so only a hash of them is kept as an id. */
function shortId(text: string): string {
  return createHash('sha256').update(text.trim()).digest('hex').slice(0, 24);
}

function subjectOf({ subject }: Email): string | null {
  return subject?.replace(/^((re|fwd?|aw|wg|sv|tr|rv|vs|antw)(\[\d+\])?:\s*)+/i, '').slice(0, 10_000) || null;
}

/** The sender's clock, unless it is far off. */
function sentTime({ date }: Email, receivedAt: Date): string {
  const sent = Date.parse(date ?? '');
  const isSane = sent > Date.UTC(1990, 0, 1) && sent < receivedAt.getTime() + 86_400_000;
  return new Date(isSane ? sent : receivedAt).toISOString();
}
