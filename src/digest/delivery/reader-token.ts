import { createHmac, timingSafeEqual } from 'node:crypto';

/** Who holds one copy of one digest. */
export interface Reader {
  digestId: string;
  recipientId: string;
}

const FORMAT = /^([\w-]{22})([\w-]{22})\.([\w-]{22})$/;

/**
 * A link credential for one reader's copy: it opens this digest and answers its items, nothing else. The two ids and
 * 128 bits of HMAC-SHA256; the same reader always gets the same token, so that a mail rendered again is byte-equal.
 */
export function readerToken({ digestId, recipientId }: Reader, key: Buffer): string {
  const payload = `${packed(digestId)}${packed(recipientId)}`;
  return `${payload}.${signature(payload, key)}`;
}

/** The reader, or null for anything that was not signed with this key. */
export function readReaderToken(token: string, key: Buffer): Reader | null {
  const [, digest, recipient, mac] = FORMAT.exec(token) ?? [];
  if (!digest || !recipient || !mac) return null;
  const expected = Buffer.from(signature(`${digest}${recipient}`, key));
  if (!timingSafeEqual(expected, Buffer.from(mac))) return null;
  return { digestId: unpacked(digest), recipientId: unpacked(recipient) };
}

function signature(payload: string, key: Buffer): string {
  return createHmac('sha256', key).update(payload).digest('base64url').slice(0, 22);
}

function packed(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

function unpacked(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
