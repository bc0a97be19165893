import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 8;
/** 43 base62 characters hold 256 bits. */
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const KEY_FORM = /^hb_live_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

export const KEY_PREFIX = 'hb_live_';

export interface NewKey {
  /** Shown once, stored nowhere. */
  key: string;
  shortId: string;
  secretHash: string;
  lastFour: string;
}

/**
 * An API key `hb_live_<id>_<secret>_<check>`. The id finds the row, so that the secret is compared once; the check is a
 * CRC-32, so that a typing mistake or a scanner's false hit is told apart from a real key without asking the database.
 */
export function createKey(): NewKey {
  const shortId = base62(ID_LENGTH);
  const secret = base62(SECRET_LENGTH);
  const body = `${KEY_PREFIX}${shortId}_${secret}`;
  return { key: `${body}_${checkOf(body)}`, shortId, secretHash: sha256(secret), lastFour: secret.slice(-4) };
}

/** The parts of a well-formed key, or null. */
export function parseKey(key: string): { shortId: string; secret: string } | null {
  const match = KEY_FORM.exec(key);
  if (!match || checkOf(key.slice(0, -CHECK_LENGTH - 1)) !== match[3]) return null;
  return { shortId: match[1]!, secret: match[2]! };
}

/** 256 random bits for links and cookies. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Random tokens need no slow hash: there is nothing to guess, and a slow one would let strangers keep the service busy. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function sameHash(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

function base62(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function checkOf(body: string): string {
  let rest = crc32(body);
  let check = '';
  for (let i = 0; i < CHECK_LENGTH; i++) {
    check = ALPHABET[rest % ALPHABET.length] + check;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return check;
}
