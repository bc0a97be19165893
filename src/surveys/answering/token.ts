import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * What a token is for. A token of one purpose is worth nothing to another: each has its own key, and the purpose is
 * signed too. `answer` opens an invitation, `render` proves that a form was shown, `edit` changes an answer already given,
 * `unsubscribe` ends mails, `preview` shows a survey without counting.
 */
export const PURPOSES = { answer: 1, render: 2, edit: 3, unsubscribe: 4, preview: 5 } as const;
export type Purpose = keyof typeof PURPOSES;

export interface TokenContent {
  /** UUID of what the token is about. */
  subject: string;
  expiresAt: Date;
}

/** A key per purpose. The last one signs, the earlier ones still verify, so a key can be changed while mails are out. */
export type KeyRing = (purpose: Purpose) => readonly Buffer[];

const VERSION = 1;
const ID_BYTES = 16;
/** Version, purpose, id, expiry in whole seconds. */
const PAYLOAD_BYTES = 1 + 1 + ID_BYTES + 4;
/** 160 bits of HMAC-SHA256. 42 bytes in all: no padding in base64url, so there is one spelling only. */
const MAC_BYTES = 20;
const SPELLING = /^[A-Za-z0-9_-]{56}$/;

/** Signs a token: version, purpose, id and expiry in clear, then 160 bits of HMAC-SHA256. It names no person and no answer. */
export function mintToken(keys: KeyRing, purpose: Purpose, content: TokenContent): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload[0] = VERSION;
  payload[1] = PURPOSES[purpose];
  payload.set(Buffer.from(content.subject.replaceAll('-', ''), 'hex'), 2);
  payload.writeUInt32BE(Math.floor(content.expiresAt.getTime() / 1000), 2 + ID_BYTES);
  const key = keys(purpose).at(-1);
  if (!key) throw new RangeError(`No key for ${purpose}`);
  return Buffer.concat([payload, macOf(key, payload)]).toString('base64url');
}

/**
 * What a token says, when it was signed by one of our keys for this purpose; null for everything else. Expiry is the
 * caller's question: an expired token still names its invitation, so that the page can be friendly.
 */
export function readToken(keys: KeyRing, purpose: Purpose, token: string): TokenContent | null {
  if (!SPELLING.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const payload = bytes.subarray(0, PAYLOAD_BYTES);
  const mac = bytes.subarray(PAYLOAD_BYTES);
  const isOurs = keys(purpose).some((key) => timingSafeEqual(mac, macOf(key, payload)));
  if (!isOurs || payload[0] !== VERSION || payload[1] !== PURPOSES[purpose]) return null;
  return {
    subject: uuidOf(payload.subarray(2, 2 + ID_BYTES)),
    expiresAt: new Date(payload.readUInt32BE(2 + ID_BYTES) * 1000),
  };
}

/** 128 random bits in the spelling of a UUID. UUID v4 fixes six bits of them, so links do not use it. */
export function randomId(): string {
  return uuidOf(randomBytes(ID_BYTES));
}

function macOf(key: Buffer, payload: Buffer): Buffer {
  return createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES);
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
