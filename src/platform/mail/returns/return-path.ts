import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the keys are for, as `Secrets` is asked. */
export const RETURN_PATH_KEY = 'return-path';
/** `+`, the id of the mail, 64 bits of HMAC, `@`. Hexadecimal, since servers may change the case of what they return. */
const SIGNED = /\+([0-9a-f]{32})([0-9a-f]{16})@/i;
const MAC_CHARS = 16;

/**
 * The envelope sender of one mail: whatever comes back to it, in whatever form, is about that mail (VERP). Signed, so that
 * nobody can report a mail that he did not get. At most 49 characters longer than `base`.
 */
export function returnPathOf(base: string, mailId: string, key: Buffer): string {
  const [local, domain] = base.split('@') as [string, string];
  const id = mailId.replaceAll('-', '');
  return `${local}+${id}${macOf(key, id)}@${domain}`;
}

/** The mail that an address of ours stands for; null for any other address and for forged ones. */
export function mailOfReturnPath(address: string, keys: readonly Buffer[]): string | null {
  const [, id, mac] = SIGNED.exec(address)?.map((part) => part.toLowerCase()) ?? [];
  if (!id || !mac) return null;
  const isOurs = keys.some((key) => timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, id))));
  return isOurs ? id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null;
}

function macOf(key: Buffer, id: string): string {
  return createHmac('sha256', key).update(id).digest('hex').slice(0, MAC_CHARS);
}
