import type { Rule, Settings } from './settings.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A survey about something further back measures memory. Also what is solved before the survey was switched on. */
export const OLDEST_CANDIDATE_DAYS = 7;

/** The ticket of a candidate, as far as the decision looks at it. */
export interface CandidateTicket {
  status: 'open' | 'pending' | 'solved' | 'closed' | 'merged' | 'spam';
  solvedAt: Date | null;
  lastReopenedAt: Date | null;
  hasAgentReply: boolean;
  isDeleted: boolean;
  isMerged: boolean;
}

/** Somebody who might be asked. */
export interface Candidate {
  /** One event, one key: the same resolution is decided once, a reopened and solved ticket is a new one. */
  key: string;
  /** Keyed hash of the address; null when there is none. */
  person: string | null;
  address: string | null;
  zone: string | null;
  ticket: CandidateTicket | null;
  /** When that happened which we ask about. */
  occurredAt: Date;
  /** Hours to wait after that, where the caller said how long; else as the settings say. */
  delayHours?: number | undefined;
  tags: readonly string[];
  fields: Partial<Record<Exclude<Rule['field'], 'tags'>, string | null>>;
  /** 0..1, always the same for the same survey and candidate. */
  draw: number;
}

export interface History {
  /** Last time any survey asked or is about to ask this person. */
  lastAskedAt: Date | null;
  isSuppressed: boolean;
}

export const SKIP_REASONS = [
  'survey-not-active',
  'no-address',
  'staff',
  'ticket-deleted',
  'ticket-spam',
  'ticket-merged',
  'ticket-not-solved',
  'ticket-reopened',
  'no-agent-reply',
  'auto-closed',
  'rules',
  'too-old',
  'suppressed',
  'asked-recently',
  'not-sampled',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export type Decision = { outcome: 'send'; dueAt: Date } | { outcome: 'skip'; reason: SkipReason };

export interface Policy {
  isActive: boolean;
  settings: Settings;
}

/**
 * Whether to ask, and when, or the first reason why not. Reasons are tried from the lasting to the accidental, so that
 * the ledger names the one that would still hold if the later ones were gone.
 */
export function decide(candidate: Candidate, history: History, policy: Policy, now: Date): Decision {
  const reason = whyNot(candidate, history, policy, now);
  return reason ? { outcome: 'skip', reason } : { outcome: 'send', dueAt: dueAt(candidate, policy.settings, now) };
}

function whyNot(candidate: Candidate, history: History, policy: Policy, now: Date): SkipReason | null {
  const { settings } = policy;
  return (
    (policy.isActive ? null : 'survey-not-active') ??
    addressProblem(candidate, settings) ??
    ticketProblem(candidate, settings) ??
    (rulesHold(settings.rules, candidate) ? null : 'rules') ??
    (now.getTime() - candidate.occurredAt.getTime() > oldestMs(settings) ? 'too-old' : null) ??
    personProblem(history, settings, now) ??
    (candidate.draw < settings.samplingPercent / 100 ? null : 'not-sampled')
  );
}

/**
 * Reasons that may come up between the decision and the sending: the ticket lives on, and people unsubscribe. `asked`
 * is the last time another survey really wrote to the person.
 */
export function whyWithdraw(candidate: Candidate, history: History, policy: Policy, now: Date): SkipReason | null {
  return (
    (policy.isActive ? null : 'survey-not-active') ??
    addressProblem(candidate, policy.settings) ??
    ticketProblem(candidate, policy.settings) ??
    personProblem(history, policy.settings, now)
  );
}

function addressProblem({ address, person }: Candidate, { staffDomains }: Settings): SkipReason | null {
  if (!address || !person) return 'no-address';
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return staffDomains.includes(domain) ? 'staff' : null;
}

function ticketProblem(candidate: Candidate, settings: Settings): SkipReason | null {
  const { ticket, tags } = candidate;
  if (!ticket) return null;
  if (ticket.isDeleted) return 'ticket-deleted';
  if (ticket.status === 'spam') return 'ticket-spam';
  if (ticket.isMerged || ticket.status === 'merged') return 'ticket-merged';
  const unsolved = settings.trigger.on === 'solved' ? whyUnsolved(ticket, candidate.occurredAt) : null;
  if (unsolved) return unsolved;
  if (tags.some((tag) => settings.autoClosedTags.includes(tag))) return 'auto-closed';
  return settings.needsAgentReply && !ticket.hasAgentReply ? 'no-agent-reply' : null;
}

function whyUnsolved({ lastReopenedAt, solvedAt, status }: CandidateTicket, since: Date): SkipReason | null {
  if (lastReopenedAt && lastReopenedAt >= since) return 'ticket-reopened';
  return solvedAt && (status === 'solved' || status === 'closed') ? null : 'ticket-not-solved';
}

function personProblem(history: History, { coolDownDays }: Settings, now: Date): SkipReason | null {
  if (history.isSuppressed) return 'suppressed';
  const sinceMs = history.lastAskedAt ? now.getTime() - history.lastAskedAt.getTime() : Infinity;
  return sinceMs < coolDownDays * DAY_MS ? 'asked-recently' : null;
}

function rulesHold(rules: readonly Rule[], candidate: Candidate): boolean {
  return rules.every(({ field, is, values }) => {
    const value = field === 'tags' ? candidate.tags : [candidate.fields[field] ?? ''];
    const isAmong = value.some((one) => values.includes(one));
    return is === 'one-of' ? isAmong : !isAmong;
  });
}

function oldestMs({ trigger }: Settings): number {
  return trigger.on === 'relationship' ? trigger.everyDays * DAY_MS : OLDEST_CANDIDATE_DAYS * DAY_MS;
}

function dueAt({ occurredAt, delayHours }: Candidate, { trigger }: Settings, now: Date): Date {
  const delayMs = (delayHours ?? ('delayHours' in trigger ? trigger.delayHours : 0)) * HOUR_MS;
  return new Date(Math.max(now.getTime(), occurredAt.getTime() + delayMs));
}
