/** What is known of earlier mails to an address. */
export interface PastReport {
  kind: 'soft' | 'delivered';
  at: Date;
}

const MOST_SOFT = 3;
const MEMORY_MS = 180 * 86_400_000;

/**
 * Whether a mailbox that only ever fails for the moment (full, switched off, refused by policy) counts as gone: three mails
 * within half a year, and none in between that is known to have arrived.
 */
export function isGivenUp(reports: readonly PastReport[], now: Date): boolean {
  const young = reports.filter(({ at }) => now.getTime() - at.getTime() <= MEMORY_MS);
  const arrived = Math.max(0, ...young.filter(({ kind }) => kind === 'delivered').map(({ at }) => at.getTime()));
  return young.filter(({ kind, at }) => kind === 'soft' && at.getTime() > arrived).length >= MOST_SOFT;
}
