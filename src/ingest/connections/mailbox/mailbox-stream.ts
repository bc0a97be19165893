import type { ImapFlow } from 'imapflow';
import { type ImapAccount, withImap } from '../../../platform/mail/imap.js';
import { ForbiddenTarget } from '../../../platform/outbound/outbound.js';
import { LARGEST_MAIL_BYTES, readMail } from '../../mail/read-mail.js';
import type { ConnectionSettings, Credentials } from '../connection.schema.js';
import { type ApiClient, NotAllowedError, PassingError } from '../pulls/api-client.js';
import type { OpenDesk } from '../pulls/open-desk.js';
import type { Cursor, Page, PullContext, PullStream } from '../pulls/pull-stream.js';
import type { SourceChange } from '../source-change.js';

type ImapSettings = NonNullable<ConnectionSettings['imap']>;
/** Says where a host may be connected to; throws ForbiddenTarget. */
type AddressOf = (host: string) => Promise<string>;
type Action<T> = (client: ImapFlow) => Promise<T>;
type Session = <T>(action: Action<T>) => Promise<T>;

const MAILS_PER_PAGE = 50;
const WANTED = { source: { maxLength: LARGEST_MAIL_BYTES }, internalDate: true };

/** A mailbox as something that can be read page by page. `api` is never called: a mailbox speaks IMAP. */
export function openMailbox(
  { imap }: ConnectionSettings,
  { password }: Credentials,
  { api, addressOf }: { api: ApiClient; addressOf: AddressOf },
): OpenDesk | null {
  if (!imap || !password) return null;
  const session: Session = (action) => withClient({ ...imap, password }, addressOf, action);
  return { api, check: () => session(async () => undefined), streams: [mailboxStream(imap, session)] };
}

/**
 * The cursor holds, per mailbox, its UIDVALIDITY and the last UID that was read (RFC 3501 section 2.3.1.1): when the server
 * renumbers a mailbox it is read again from the start, and what is known already stays as it is.
 */
function mailboxStream(imap: ImapSettings, session: Session): PullStream {
  return {
    name: 'mailbox',
    async next(cursor, context): Promise<Page> {
      return session(async (client) => {
        const next: Cursor = { ...cursor };
        const changes: SourceChange[] = [];
        let isLast = true;
        for (const mailbox of imap.mailboxes) {
          const page = await readMailbox(client, { mailbox, cursor: next, imap, context });
          changes.push(...page.changes);
          isLast &&= page.isLast;
        }
        return { changes, cursor: next, isLast };
      });
    },
  };
}

interface Reading {
  mailbox: string;
  cursor: Cursor;
  imap: ImapSettings;
  context: PullContext;
}

async function readMailbox(
  client: ImapFlow,
  { mailbox, cursor, imap, context }: Reading,
): Promise<{ changes: SourceChange[]; isLast: boolean }> {
  const opened = await client.mailboxOpen(mailbox, { readOnly: true });
  const validity = String(opened.uidValidity);
  const last = cursor[`${mailbox}:validity`] === validity ? Number(cursor[`${mailbox}:uid`] ?? 0) : 0;
  const found = last > 0 ? { uid: `${last + 1}:*` } : { since: context.since };
  const listed = (await client.search(found, { uid: true })) || [];
  // "5:*" always matches the last mail, even when its UID is 4.
  const uids = listed.filter((uid) => uid > last).sort((a, b) => a - b);
  const page = uids.slice(0, MAILS_PER_PAGE);
  const changes: SourceChange[] = [];
  for (const uid of page) {
    // One by one: some servers answer a range with fewer mails than it holds, and the cursor must not pass over any.
    const mail = await client.fetchOne(String(uid), WANTED, { uid: true });
    if (!mail) continue;
    const sentAt = receivedAt(mail.internalDate, context.now);
    const read = await readMail(mail.source ?? new Uint8Array(), imap.ownAddresses, sentAt);
    if ('ticket' in read) changes.push({ kind: 'ticket', ticket: read.ticket });
  }
  Object.assign(cursor, { [`${mailbox}:validity`]: validity, [`${mailbox}:uid`]: page.at(-1) ?? last });
  return { changes, isLast: page.length === uids.length };
}

function receivedAt(date: Date | string | undefined, now: Date): Date {
  const parsed = date ? new Date(date) : now;
  return Number.isNaN(parsed.getTime()) ? now : parsed;
}

/** The mail server was typed in by somebody: it is looked up once, and only an address outside is connected to. */
async function withClient<T>(account: ImapAccount, addressOf: AddressOf, action: Action<T>): Promise<T> {
  try {
    return await withImap({ ...account, address: await addressOf(account.host) }, action);
  } catch (error) {
    if (error instanceof ForbiddenTarget) throw new NotAllowedError(error.message);
    const { authenticationFailed, code } = error as { authenticationFailed?: boolean; code?: string };
    if (authenticationFailed) throw new NotAllowedError('The mail server does not accept user and password.');
    throw error instanceof NotAllowedError
      ? error
      : new PassingError(`The mail server does not answer as it should (${code ?? (error as Error).name}).`);
  }
}
