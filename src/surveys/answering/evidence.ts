import type { AgentClass, Client } from './client.js';

/** One request that used an invitation's token, as it is kept. */
export interface Visit {
  at: Date;
  kind: 'view' | 'post' | 'honeypot';
  optionId: string | null;
  network: string;
  agent: string;
  isPrefetch: boolean;
  /** Of a form that was posted. */
  nonceId: string | null;
  level: EvidenceLevel | null;
}

/** What the page's script saw before it let the form go. Without a script there is none. */
export interface ScriptReport {
  visibleMs: number;
  /** A trusted pointer, touch or key event pressed the button: `isTrusted` cannot be set by a page's own code. */
  hasGesture: boolean;
  typedKeys: number;
  /** `navigator.webdriver`: the browser says that a program drives it. */
  isDriven: boolean;
}

/** A posted form. */
export interface Submission {
  at: Date;
  optionId: string;
  client: Client;
  nonceId: string;
  shownAt: Date;
  /** Who the form was shown to. */
  shownTo: { network: string; agent: string };
  script: ScriptReport | null;
}

/**
 * How sure we are that a person answered: 0 a link was fetched, 1 a form came without script evidence (people without
 * JavaScript, and machines that replay forms), 2 a script ran in a visible page, 3 a trusted gesture sent it, 4 and a
 * comment was typed.
 */
export type EvidenceLevel = 0 | 1 | 2 | 3 | 4;

export const SUSPICIONS = [
  'machine-agent',
  'driven-browser',
  'no-gesture',
  'too-fast',
  'soon-after-sending',
  'several-options',
  'prefetch',
  'honeypot',
  'second-network',
  'replayed-form',
  'contradicted',
] as const;
export type Suspicion = (typeof SUSPICIONS)[number];

export type Confidence =
  { status: 'confirmed' | 'suspect'; holdUntil: null } | { status: 'provisional'; holdUntil: Date };

export interface Judgement {
  level: EvidenceLevel;
  suspicions: Suspicion[];
}

const SECOND = 1000;
/** A gesture on a page that was visible for less is no person's: nobody reads and presses faster. */
const LEAST_VISIBLE_MS = 400;
/** Without a script we see only how long the form took to come back, network included. */
const LEAST_FORM_MS = 1200;
/** A page that a script kept visible for so long, and no gesture: it ran, but nobody was there. */
const VISIBLE_MS = 3 * SECOND;
/** Gateways open mails on arrival. From the first of these on, weak evidence is as likely a gateway. */
const AFTER_SENDING_MS = 60 * SECOND;
/** Mautic calls clicks 10 s apart machine clicks; PostHog logged ten links in a second; nobody reads three options in a minute. */
const THREE_OPTIONS_MS = 60 * SECOND;
const TWO_OPTIONS_MS = 10 * SECOND;
const TWO_OPTIONS_WITH_GESTURE_MS = 2 * SECOND;
/** resend-node#901 saw the echo of a click after 12 s, odoo#262262 after 35 s. */
const ECHO_MS = 90 * SECOND;
/** How far from an answer a honeypot or prefetch still speaks about it. */
const NEAR_MS = 10 * 60 * SECOND;
/** Answers without gesture wait so long for signs of a machine before they count. */
export const HOLD_MS = 10 * 60 * SECOND;

export function levelOf(submission: Submission, hasComment: boolean): EvidenceLevel {
  const { script } = submission;
  if (!script) return 1;
  const isGesture = script.hasGesture && script.visibleMs >= LEAST_VISIBLE_MS && !script.isDriven;
  if (isGesture) return hasComment && script.typedKeys >= 3 ? 4 : 3;
  return script.visibleMs >= VISIBLE_MS ? 2 : 1;
}

/**
 * Weighs a posted form against everything else that touched the invitation, before and after it. Strong evidence is
 * only put in doubt by what the same network did, or by an equally strong contradiction; weak evidence by any machine.
 */
export function judge(
  submission: Submission,
  visits: readonly Visit[],
  sentAt: Date | null,
  hasComment = false,
): Judgement {
  const level = levelOf(submission, hasComment);
  const suspicions = [...ownSuspicions(submission, level, sentAt), ...suspicionsFromVisits(submission, level, visits)];
  return { level, suspicions: [...new Set(suspicions)] };
}

function ownSuspicions(submission: Submission, level: EvidenceLevel, sentAt: Date | null): Suspicion[] {
  const { script, client, shownAt, at } = submission;
  const found: Suspicion[] = [];
  if (isMachine(client.agentClass)) found.push('machine-agent');
  if (script?.isDriven) found.push('driven-browser');
  // With a running script a person cannot send the form without a gesture; a program can.
  if (script && !script.hasGesture) found.push('no-gesture');
  if (isTooFast(submission, at.getTime() - shownAt.getTime())) found.push('too-fast');
  if (level <= 2 && sentAt && at.getTime() - sentAt.getTime() < AFTER_SENDING_MS) found.push('soon-after-sending');
  if (client.isPrefetch) found.push('prefetch');
  if (isMovedForm(submission, level)) found.push('replayed-form');
  return found;
}

function isMachine(agentClass: AgentClass): boolean {
  return agentClass !== 'browser';
}

function isTooFast({ script }: Submission, tookMs: number): boolean {
  return script ? script.visibleMs < LEAST_VISIBLE_MS || tookMs < LEAST_VISIBLE_MS : tookMs < LEAST_FORM_MS;
}

/** The form came back from another browser than it was shown to. A phone that leaves its Wi-Fi keeps its browser. */
function isMovedForm({ client, shownTo }: Submission, level: EvidenceLevel): boolean {
  if (client.agent !== shownTo.agent) return true;
  return level <= 2 && client.network !== shownTo.network;
}

function suspicionsFromVisits(submission: Submission, level: EvidenceLevel, visits: readonly Visit[]): Suspicion[] {
  const { network, agent } = submission.client;
  const isOwn = (visit: Visit) => visit.network === network;
  const own = visits.filter(isOwn);
  const others = visits.filter((visit) => !isOwn(visit));
  const isStrong = level >= 3;
  const found: Suspicion[] = [];
  if (openedSeveral(submission, isStrong ? own : visits, isStrong)) found.push('several-options');
  const near = (isStrong ? own : visits).filter((visit) => distance(visit, submission) <= NEAR_MS);
  if (near.some((visit) => visit.kind === 'honeypot')) found.push('honeypot');
  if (near.some((visit) => visit.isPrefetch && visit.network === network && visit.agent === agent))
    found.push('prefetch');
  if (!isStrong && others.some((visit) => distance(visit, submission) <= ECHO_MS)) found.push('second-network');
  if (visits.some((visit) => isCopyOf(submission, visit))) found.push('replayed-form');
  if (others.some((visit) => contradicts(submission, visit) && !isRobot(visit.network, others)))
    found.push('contradicted');
  return found;
}

/** A network that walked through three options is known for what it is, and contradicts nobody. */
function isRobot(network: string, visits: readonly Visit[]): boolean {
  const options = visits.filter((visit) => visit.network === network && visit.optionId).map((visit) => visit.optionId);
  return new Set(options).size >= 3;
}

/** A robot walks through the links. Two within a moment, or three within a minute, are no person's doing. */
function openedSeveral(submission: Submission, visits: readonly Visit[], isStrong: boolean): boolean {
  const near = (ms: number) => {
    const options = visits
      .filter((visit) => visit.optionId && distance(visit, submission) <= ms)
      .map((visit) => visit.optionId!);
    return new Set([...options, submission.optionId]).size;
  };
  const two = isStrong ? TWO_OPTIONS_WITH_GESTURE_MS : TWO_OPTIONS_MS;
  return near(THREE_OPTIONS_MS) >= 3 || near(two) >= 2 || (!isStrong && near(THREE_OPTIONS_MS) >= 2);
}

function isCopyOf(submission: Submission, visit: Visit): boolean {
  return visit.nonceId === submission.nonceId && visit.agent !== submission.client.agent;
}

/** Two strong answers to one invitation from two networks at nearly the same time: we cannot tell which is the person's. */
function contradicts(submission: Submission, visit: Visit): boolean {
  const isAnswer = visit.kind === 'post' && (visit.level ?? 0) >= 3 && visit.optionId !== submission.optionId;
  return isAnswer && distance(visit, submission) <= ECHO_MS;
}

function distance(visit: Visit, submission: Submission): number {
  return Math.abs(visit.at.getTime() - submission.at.getTime());
}

/**
 * What becomes of an answer. `confirm` lets answers without script evidence count after a quiet hold, so that people
 * without JavaScript are heard; `strict` sends them to a person for review.
 */
export function confidenceOf({ level, suspicions }: Judgement, at: Date, policy: 'confirm' | 'strict'): Confidence {
  if (suspicions.length > 0) return { status: 'suspect', holdUntil: null };
  if (level >= 3) return { status: 'confirmed', holdUntil: null };
  if (policy === 'strict') return { status: 'suspect', holdUntil: null };
  return { status: 'provisional', holdUntil: new Date(at.getTime() + HOLD_MS) };
}
