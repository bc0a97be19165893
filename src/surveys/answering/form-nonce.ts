import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A form that was shown is good for this long; later it is shown again with what was typed. */
export const FORM_LIFE_MS = 30 * 60_000;

/** `first` answers, `change` is the explicit second step after an answer, `edit` belongs to the page that answered. */
export const STEPS = ['first', 'change', 'edit'] as const;
export type Step = (typeof STEPS)[number];

/** What a rendered form carries, signed: which invitation, when, for whom and in which step. Nothing is stored for it. */
export interface FormNonce {
  /** 64 random bits: tells two renderings apart, so that a form posted twice is one answer and a copied one is noticed. */
  id: string;
  subject: string;
  step: Step;
  shownAt: Date;
  network: string;
  agent: string;
}

const MAC_CHARS = 27;

export function newNonceId(): string {
  return randomBytes(8).toString('base64url');
}

/** Spells a nonce as text for a hidden field. */
export function sealNonce(key: Buffer, nonce: FormNonce): string {
  const { id, subject, step, shownAt, network, agent } = nonce;
  const payload = [id, subject, step, shownAt.getTime().toString(36), network, agent].join('.');
  return `${payload}.${macOf(key, payload)}`;
}

/** The nonce when we signed it for this subject; null otherwise. Its age is the caller's question. */
export function openNonce(key: Buffer, subject: string, sealed: string): FormNonce | null {
  const cut = sealed.lastIndexOf('.');
  const payload = sealed.slice(0, Math.max(0, cut));
  const mac = Buffer.from(sealed.slice(cut + 1));
  const expected = Buffer.from(macOf(key, payload));
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return null;
  const [id, about, step, time, network, agent] = payload.split('.');
  if (about !== subject || !id || !network || !agent || !STEPS.includes(step as Step)) return null;
  return { id, subject, step: step as Step, shownAt: new Date(parseInt(time!, 36)), network, agent };
}

function macOf(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url').slice(0, MAC_CHARS);
}
