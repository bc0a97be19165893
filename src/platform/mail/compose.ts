import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailAddress } from './address.js';
import type { OutgoingMail } from './outgoing-mail.entity.js';

/** The bytes of a mail: always a text part, never a file or address fetched, marked as automatic (RFC 3834). */
export function composeMessage(mail: OutgoingMail, from: MailAddress): Promise<Buffer> {
  const composer = new MailComposer({
    from: { ...from, name: mail.fromName ?? from.name },
    to: { name: mail.toName, address: mail.toAddress },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.createdAt,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...mail.headers },
    attachments: mail.images.map(({ cid, contentType, base64 }) => ({
      cid,
      contentType,
      contentDisposition: 'inline' as const,
      content: Buffer.from(base64, 'base64'),
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  });
  return composer.compile().build();
}
