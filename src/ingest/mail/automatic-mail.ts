/** Local parts that machines use. */
const MACHINES = /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto-?reply|notifications?)([+.-].*)?@/i;

/** What is wrong, the header that tells it, and what it then says. */
const SIGNS: [reason: string, header: string, pattern: RegExp][] = [
  ['a delivery report', 'content-type', /^multipart\/report/i],
  ['a delivery report', 'return-path', /^\s*<>\s*$/],
  ['an automatic reply', 'auto-submitted', /^(?!\s*no\s*($|;|\())/i],
  ['an automatic reply', 'x-autoreply', /^/],
  ['an automatic reply', 'x-autorespond', /^/],
  ['an automatic reply', 'precedence', /^\s*auto_reply/i],
  ['an automatic reply', 'x-auto-response-suppress', /\b(all|autoreply)\b/i],
  ['a mass mail', 'precedence', /^\s*(bulk|junk|list)/i],
  ['a mass mail', 'list-id', /^/],
  ['a mass mail', 'list-unsubscribe', /^/],
  ['a mass mail', 'feedback-id', /^/],
];

/**
 * Why a mail was written by no person, or null. RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), and the older
 * habits of mail programs. Such mails would pass for customers' issues, and answering them makes loops.
 */
export function automaticReason(headers: Record<string, string>, from: string): string | null {
  if (/^(mailer-daemon|postmaster)@/i.test(from)) return 'a delivery report';
  const sign = SIGNS.find(([, header, pattern]) => headers[header] !== undefined && pattern.test(headers[header]));
  return sign?.[0] ?? (MACHINES.test(from) ? 'sent by a machine' : null);
}
