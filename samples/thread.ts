import { addOpenMinutes } from './calendar.js';
import type { Contact } from './contacts.js';
import type { WordLists } from './compose.js';
import type { Agent } from './people.js';
import type { Random } from './random.js';

/** One thing that somebody writes after the first message. */
export interface Step {
  author: 'customer' | 'agent';
  public: boolean;
  at: Date;
  text: string;
}

/** What happens to a ticket, as if the end of the period did not exist. */
export interface Thread {
  steps: Step[];
  solvedAt: Date | null;
  reopenedAt: Date[];
  escalatedAt: Date | null;
}

/** Median minutes of open hours until an agent answers. */
const FIRST_REPLY = { chat: 6, web: 130, mail: 230 };
const BY_PLAN = { starter: 1.25, team: 1, business: 0.55 };
/** Silence of two working days closes a ticket. */
const AUTO_SOLVE = 1200;

/** Issues whose cause lies in the product: agents can soothe but seldom solve. */
const STUBBORN = new Set([
  'clock-in-location-fails',
  'bank-feed-disconnects',
  'kiosk-white-screen',
  'offline-work-lost',
]);

interface Scope {
  contact: Contact;
  agent: Agent;
  words: WordLists;
  random: Random;
}

function firstReplyAt({ contact, random }: Scope): Date {
  const median = FIRST_REPLY[contact.channel] * BY_PLAN[contact.customer.plan];
  return addOpenMinutes(contact.at, random.logNormal(median, 0.9));
}

function agentText(body: string, { contact, agent, words, random }: Scope): string {
  const greeting = random.chance(contact.channel === 'chat' ? 0.35 : 0.9)
    ? [random.pick(words('agent_greetings'))]
    : [];
  const closing =
    contact.channel === 'chat' ? [] : [random.pick(words('agent_closings')).replace('{agent}', agent.name)];
  const first = contact.customer.name.split(' ')[0] ?? '';
  return [...greeting, body, ...closing].join('\n\n').replace('{first}', first);
}

function later(at: Date, medianMinutes: number, random: Random): Date {
  return new Date(at.getTime() + random.logNormal(medianMinutes, 0.8) * 60_000);
}

function hardness({ contact }: Scope): number {
  const severity = Math.max(1, ...contact.issues.map((issue) => issue.severity));
  const stubborn = contact.issues.some((issue) => STUBBORN.has(issue.id)) ? 0.13 : 0;
  return 0.02 + 0.04 * severity + stubborn;
}

/** Question and answer before the actual reply, in about a quarter of the tickets. */
function askBack(at: Date, scope: Scope): Step[] {
  const { words, random, contact } = scope;
  if (!random.chance(0.24)) return [];
  const answeredAt = later(at, contact.channel === 'chat' ? 3 : 110, random);
  return [
    { author: 'agent', public: true, at, text: agentText(random.pick(words('agent_questions')), scope) },
    { author: 'customer', public: true, at: answeredAt, text: random.pick(words('customer_answers')) },
  ];
}

function note(text: string, at: Date, scope: Scope): Step {
  const plain = text.replace('{plan}', scope.contact.customer.plan);
  // Shortly before the answer, but never before the question, however fast the answer was.
  const writtenAt = new Date(Math.max(at.getTime() - 45_000, scope.contact.at.getTime() + 1000));
  return { author: 'agent', public: false, at: writtenAt, text: plain };
}

/** The customer is not helped: a second round, often after the ticket had been closed, sometimes with an escalation. */
function secondRound(thread: Thread, afterAt: Date, scope: Scope): Thread {
  const { words, random } = scope;
  const closedFirst = random.chance(0.55);
  const complainsAt = later(afterAt, closedFirst ? 1500 : 160, random);
  const steps: Step[] = [
    { author: 'customer', public: true, at: complainsAt, text: random.pick(words('still_broken')) },
  ];
  const escalates = random.chance(0.38);
  const handledAt = addOpenMinutes(complainsAt, random.logNormal(240, 0.8));
  if (escalates) steps.push(note(random.pick(words('escalation_notes')), handledAt, scope));
  steps.push({
    author: 'agent',
    public: true,
    at: handledAt,
    text: agentText(random.pick(words('agent_seconds')), scope),
  });
  return {
    steps: [...thread.steps, ...steps],
    solvedAt: addOpenMinutes(handledAt, random.logNormal(escalates ? 1500 : 700, 0.6)),
    reopenedAt: closedFirst ? [complainsAt] : [],
    escalatedAt: escalates ? new Date(handledAt.getTime() - 60_000) : null,
  };
}

function solve(thread: Thread, answeredAt: Date, scope: Scope): Thread {
  const { words, random, contact } = scope;
  if (!random.chance(0.5)) return { ...thread, solvedAt: addOpenMinutes(answeredAt, AUTO_SOLVE) };
  const at = later(answeredAt, contact.channel === 'chat' ? 4 : 150, random);
  const thanks: Step = { author: 'customer', public: true, at, text: random.pick(words('thanks_back')) };
  return { ...thread, steps: [...thread.steps, thanks], solvedAt: new Date(at.getTime() + 120_000) };
}

function nudge(replyAt: Date, scope: Scope): Step[] {
  const waited = replyAt.getTime() - scope.contact.at.getTime();
  if (waited < 20 * 3_600_000 || !scope.random.chance(0.18)) return [];
  const at = new Date(scope.contact.at.getTime() + waited * 0.8);
  return [{ author: 'customer', public: true, at, text: scope.random.pick(scope.words('nudges')) }];
}

/** The conversation about one or two issues. */
export function holdConversation(scope: Scope): Thread {
  const { contact, words, random } = scope;
  const firstAt = firstReplyAt(scope);
  const opening = [...nudge(firstAt, scope), ...askBack(firstAt, scope)];
  const asked = opening.some((step) => step.author === 'agent');
  const lastAt = opening.at(-1)?.at ?? firstAt;
  const answeredAt = asked ? addOpenMinutes(lastAt, random.logNormal(FIRST_REPLY[contact.channel], 0.7)) : firstAt;
  const notes = random.chance(0.16) ? [note(random.pick(words('internal_notes')), answeredAt, scope)] : [];
  const solution = contact.issues.map((issue) => random.pick(issue.replies)).join('\n\n');
  const reply: Step = { author: 'agent', public: true, at: answeredAt, text: agentText(solution, scope) };
  const thread = { steps: [...opening, ...notes, reply], solvedAt: null, reopenedAt: [], escalatedAt: null };
  return random.chance(hardness(scope)) ? secondRound(thread, answeredAt, scope) : solve(thread, answeredAt, scope);
}

/** Noise gets at most one friendly line. */
export function answerNoise(scope: Scope): Thread {
  const { contact, words, random } = scope;
  const at = firstReplyAt(scope);
  const answers = contact.kind === 'odd' || (contact.kind === 'thanks' && random.chance(0.3));
  const list = contact.kind === 'odd' ? 'odd_replies' : 'thanks_replies';
  const steps: Step[] = answers
    ? [{ author: 'agent', public: true, at, text: agentText(random.pick(words(list)), scope) }]
    : [];
  return { steps, solvedAt: new Date(at.getTime() + 60_000), reopenedAt: [], escalatedAt: null };
}
