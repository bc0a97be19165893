import PostalMime from 'postal-mime';

/** Headers that stand in mails as they travel and in nothing that people write. */
const TRAVEL = /^(?:mime-version|received|message-id|return-path|delivered-to|dkim-signature|content-type|x-[\w-]+):/i;
const HEADER = /^[\x21-\x39\x3b-\x7e]{1,80}:/;
const MAX_HEADERS = 500;

/**
 * Whether a text is a mail as it travels (RFC 5322): headers from its first line to the first blank one, a sender among them and at
 * least one that no person writes. "From: ... Subject: ..." above a message alone is no mail.
 */
export function isRawMail(text: string | undefined): text is string {
  if (text === undefined || !/^\s{0,8}(?:From |[A-Za-z][\w-]{1,60}:)/.test(text.slice(0, 80))) return false;
  const lines = headLines(text);
  if (lines.pop() !== '') return false;
  const head = lines.filter((line, at) => at === 0 || !/^[ \t]/.test(line));
  if (head[0]?.startsWith('From ')) head.shift();
  return (
    head.every((line) => HEADER.test(line)) &&
    head.some((line) => /^from:/i.test(line)) &&
    head.some((line) => TRAVEL.test(line))
  );
}

/** Lines from the start to the first blank one, which is the last given; not more than a mail's head may have. */
function headLines(text: string): string[] {
  const lines: string[] = [];
  let from = text.length - text.trimStart().length;
  while (lines.length < MAX_HEADERS) {
    const end = text.indexOf('\n', from);
    if (end < 0) break;
    const line = text.slice(from, end).replace(/\r$/, '');
    lines.push(line);
    if (line === '') break;
    from = end + 1;
  }
  return lines;
}

/** Text and HTML of a raw mail; null when the parser finds neither. Attachments are ignored. */
export async function openRawMail(raw: string): Promise<{ text: string | undefined; html: string | undefined } | null> {
  try {
    const { text, html } = await PostalMime.parse(asBytes(raw.trimStart()), { maxNestingDepth: 50 });
    return text?.trim() || html?.trim() ? { text, html } : null;
  } catch {
    // The parser throws for nesting beyond its limit; the mail is then taken as the text that it is.
    return null;
  }
}

/** A string holds letters, not bytes: where they are beyond ASCII and stand as they are, the charset that the mail names no longer holds. */
function asBytes(raw: string): Uint8Array {
  const isEncoded = /^content-transfer-encoding:\s{0,3}(?:quoted-printable|base64)/im.test(raw);
  const isPlain = isEncoded || !/[^\u0000-\u007f]/.test(raw);
  return Buffer.from(isPlain ? raw : raw.replace(/charset="?[\w-]{1,40}"?/gi, 'charset=utf-8'));
}
