import type { LedgerLine } from '../asking/decisions.service.js';
import { REASON_WORDS } from './survey-views.js';

interface State {
  words: string;
  tone: string;
  /** When it came to that; null while it is still to come. */
  at: Date | null;
}

/** A decision as the page shows it: what it was, why, and what became of it. */
export function ledgerLine(line: LedgerLine) {
  const { decidedAt, reference, subject, url, reason } = line;
  const { words, tone, at } = stateOf(line);
  const isReason = line.outcome === 'skip' || line.withdrawnAt !== null;
  return { decidedAt, reference, subject, url, words, tone, at, why: isReason && reason ? REASON_WORDS[reason] : '' };
}

function stateOf(line: LedgerLine): State {
  const { outcome, decidedAt, withdrawnAt, isAnswered, bouncedAt, sentAt, unknownAt, failedAt, dueAt } = line;
  if (outcome === 'skip') return { words: 'not asked', tone: '', at: decidedAt };
  if (withdrawnAt) return { words: 'withdrawn', tone: 'warn', at: withdrawnAt };
  if (isAnswered) return { words: 'answered', tone: 'good', at: sentAt };
  if (bouncedAt) return { words: 'came back', tone: 'bad', at: bouncedAt };
  if (sentAt) return { words: 'sent', tone: 'accent', at: sentAt };
  if (unknownAt) return { words: 'may not have arrived', tone: 'warn', at: unknownAt };
  if (failedAt) return { words: 'not delivered', tone: 'bad', at: failedAt };
  return { words: 'waits', tone: 'accent', at: dueAt };
}
