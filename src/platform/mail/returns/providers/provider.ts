import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeliveryReport } from '../delivery-report.js';

/** A call of a mail provider as it came. */
export interface ProviderCall {
  headers: Record<string, string | undefined>;
  raw: Buffer;
}

/** Providers try again for a day when nobody answers; what is older is a recording. Events are also known by their id. */
export const OLDEST_CALL_MS = 26 * 3_600_000;
const CLOCK_DIFFERENCE_MS = 5 * 60_000;

export function isRecent(sentAt: number, now: Date): boolean {
  const age = now.getTime() - sentAt;
  return age <= OLDEST_CALL_MS && age >= -CLOCK_DIFFERENCE_MS;
}

/** Constant time whatever the lengths: digests are compared, not texts. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** The body as JSON, null when it is none: whoever signed it, a mistake is no crash. */
export function jsonOf(raw: Buffer | string): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    // Not JSON: the schema then refuses null.
    return null;
  }
}

/** A report with what providers never tell left out. */
export function reportOf(told: Partial<DeliveryReport> & Pick<DeliveryReport, 'kind'>): DeliveryReport {
  const nothing = { recipient: null, messageId: null, sentTo: [], status: null, eventId: null };
  const report = { ...nothing, ...told };
  return { ...report, recipient: report.recipient?.toLowerCase() ?? null };
}
