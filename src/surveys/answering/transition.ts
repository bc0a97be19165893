import type { EvidenceLevel, Judgement } from './evidence.js';
import type { Step } from './form-nonce.js';

export const STATUSES = ['provisional', 'confirmed', 'suspect', 'released', 'dismissed'] as const;
/** `released` was suspect and a person said it counts; `dismissed` was suspect and a person said it does not. */
export type Status = (typeof STATUSES)[number];

export interface CurrentAnswer {
  optionId: string;
  status: Status;
  level: EvidenceLevel;
  network: string;
  agent: string;
}

export interface Attempt {
  optionId: string;
  step: Step;
  shownForMs: number;
  network: string;
  agent: string;
  judgement: Judgement;
}

export type Verdict = 'store' | 'revise' | 'unchanged' | 'ignore';

/** The second step is a decision; a program presses through it at once. */
const LEAST_CHANGE_MS = 2000;

/**
 * Whether a posted form becomes the current answer. Before an answer is confirmed, higher evidence replaces lower and
 * never the reverse; after it, only the page that answered (`edit`) or an explicit second step (`change`) may change it.
 * Whatever is ignored stays on record as a visit and overwrites nothing.
 */
export function verdictOn(attempt: Attempt, current: CurrentAnswer | null): Verdict {
  if (!current) return 'store';
  if (attempt.step === 'edit') return attempt.optionId === current.optionId ? 'unchanged' : 'revise';
  const isClean = attempt.judgement.suspicions.length === 0;
  if (isCounted(current.status)) return verdictOnConfirmed(attempt, current, isClean);
  if (isSamePerson(attempt, current) && attempt.optionId === current.optionId) return 'unchanged';
  if (current.status === 'provisional') return isStrongerOrSame(attempt, current) && isClean ? 'revise' : 'ignore';
  // A machine's answer gives way to a person's, and a suspect one to a later one that can be judged with it.
  return isClean ? 'revise' : 'ignore';
}

export function isCounted(status: Status): boolean {
  return status === 'confirmed' || status === 'released';
}

function verdictOnConfirmed(attempt: Attempt, current: CurrentAnswer, isClean: boolean): Verdict {
  if (attempt.optionId === current.optionId) return 'unchanged';
  const isExplicit = attempt.step === 'change' && attempt.shownForMs >= LEAST_CHANGE_MS;
  const isStrongEnough = attempt.judgement.level >= Math.min(current.level, 3);
  return isExplicit && isClean && isStrongEnough ? 'revise' : 'ignore';
}

function isStrongerOrSame(attempt: Attempt, current: CurrentAnswer): boolean {
  const { level } = attempt.judgement;
  return level > current.level || (level === current.level && isSamePerson(attempt, current));
}

function isSamePerson(attempt: Attempt, current: CurrentAnswer): boolean {
  return attempt.network === current.network && attempt.agent === current.agent;
}
