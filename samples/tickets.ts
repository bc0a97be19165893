import type { Catalogue } from './catalogue.js';
import type { Message, Priority, SampleTicket, TicketStatus } from './company.js';
import type { Contact } from './contacts.js';
import { AGENTS, type Agent } from './people.js';
import type { Random } from './random.js';
import { drawCsat } from './satisfaction.js';
import { asMessage, openPhrasebook, writeOpening, writeSteps, type Phrasebook } from './texts.js';
import { answerNoise, holdConversation, type Thread } from './thread.js';

const DAY = 86_400_000;
const TEAM_OF: Record<string, string> = {
  'sign-in': 'Account Desk',
  platform: 'Account Desk',
  subscription: 'Billing Desk',
  invoicing: 'Tallynest Care',
  money: 'Tallynest Care',
  books: 'Tallynest Care',
  rota: 'Rotaplum Care',
  time: 'Rotaplum Care',
};
/** Half of the repeated contacts are noticed and merged. */
const MERGED = 0.5;
/** Tickets are locked four days after they were solved. */
const LOCKS_AFTER = 4 * DAY;

interface Bench {
  catalogue: Catalogue;
  book: Phrasebook;
  end: Date;
}

/** A ticket and the contact it came from. */
export interface Recorded {
  contact: Contact;
  ticket: SampleTicket;
}

function teamOf(contact: Contact, random: Random): string {
  if (random.chance(0.06)) return random.pick(AGENTS).team;
  const area = contact.issues[0]?.area;
  return (area && TEAM_OF[area]) ?? `${contact.product} Care`;
}

function drawPriority(contact: Contact, random: Random): Priority {
  const severity = contact.issues[0]?.severity ?? 0;
  const weights = { low: 3 - severity, normal: 6, high: 1.4 * severity, urgent: 0.5 * Math.max(0, severity - 1) };
  return random.weighted(['low', 'normal', 'high', 'urgent'] as const, (priority) => Math.max(0.05, weights[priority]));
}

function drawTags(contact: Contact, random: Random): string[] {
  const own = contact.issues.flatMap((issue) => issue.tags).filter(() => random.chance(0.72));
  const extra = [
    ...(contact.customer.plan === 'business' && random.chance(0.4) ? ['key-account'] : []),
    ...(contact.kind === 'spam' ? ['spam'] : []),
    ...(random.chance(0.05) ? ['follow-up'] : []),
  ];
  return [...new Set([...own, ...extra])];
}

/** The part of the thread that lies before the end of the period. */
function cut(thread: Thread, end: Date): Thread {
  const within = (date: Date | null) => (date && date < end ? date : null);
  return {
    steps: thread.steps.filter((step) => step.at < end).sort((a, b) => a.at.getTime() - b.at.getTime()),
    solvedAt: within(thread.solvedAt),
    reopenedAt: thread.reopenedAt.filter((date) => date < end),
    escalatedAt: within(thread.escalatedAt),
  };
}

function statusOf(thread: Thread, end: Date): TicketStatus {
  if (thread.solvedAt) return end.getTime() - thread.solvedAt.getTime() > LOCKS_AFTER ? 'closed' : 'solved';
  const last = thread.steps.filter((step) => step.public).at(-1);
  return last?.author === 'agent' ? 'pending' : 'open';
}

function requesterOf({ customer }: Contact): SampleTicket['requester'] {
  const { external_id, name, email, phone, plan } = customer;
  return { external_id, name, email, ...(phone ? { phone } : {}), plan };
}

function csatOf(contact: Contact, thread: Thread, agent: Agent, bench: Bench, random: Random) {
  if (!thread.solvedAt || contact.kind === 'spam') return null;
  const reply = thread.steps.find((step) => step.author === 'agent' && step.public);
  const experience = {
    contact,
    agentFirstName: agent.name.split(' ')[0] ?? agent.name,
    replyHours: ((reply?.at ?? thread.solvedAt).getTime() - contact.at.getTime()) / 3_600_000,
    reopened: thread.reopenedAt.length > 0,
    escalated: thread.escalatedAt !== null,
    solvedAt: thread.solvedAt,
  };
  const answer = drawCsat(experience, bench.catalogue.wording, random);
  return answer && new Date(answer.answered_at) < bench.end ? answer : null;
}

function latest(times: (string | null | undefined)[]): string {
  return (
    times
      .filter((time) => typeof time === 'string')
      .sort()
      .at(-1) ?? ''
  );
}

function recordTicket(contact: Contact, number: number, bench: Bench, random: Random): SampleTicket {
  const id = `T-${number.toString()}`;
  const words = bench.catalogue.wording;
  const team = teamOf(contact, random);
  const agent = random.pick(AGENTS.filter((each) => each.team === team));
  const opening = writeOpening(contact, bench.book, words, random);
  const scope = { contact, agent, words, random };
  const thread = cut(contact.kind === 'issue' ? holdConversation(scope) : answerNoise(scope), bench.end);
  const first = { author: 'customer' as const, public: true, created_at: contact.at.toISOString() };
  const messages: Message[] = [
    { ...first, ...asMessage(opening.parts, contact.channel, random) },
    ...writeSteps(thread.steps, contact, opening.subject, random),
  ].map((message, index) => ({ external_id: `${id}-${(index + 1).toString()}`, ...message }));
  const replied = thread.steps.find((step) => step.author === 'agent' && step.public);
  const solvedAt = thread.solvedAt?.toISOString() ?? null;
  return {
    source: 'sample',
    external_id: id,
    subject: opening.subject,
    created_at: contact.at.toISOString(),
    updated_at: latest([...messages.map((message) => message.created_at), solvedAt]),
    channel: contact.channel,
    product: contact.product,
    plan: contact.customer.plan,
    language: opening.language,
    tags: drawTags(contact, random),
    status: statusOf(thread, bench.end),
    priority: drawPriority(contact, random),
    agent: thread.steps.some((step) => step.author === 'agent') ? agent.name : null,
    team,
    requester: requesterOf(contact),
    first_reply_at: replied?.at.toISOString() ?? null,
    solved_at: solvedAt,
    reopened_at: thread.reopenedAt.map((date) => date.toISOString()),
    escalated_at: thread.escalatedAt?.toISOString() ?? null,
    merged_into: null,
    stage: random.chance(0.88) ? (contact.issues[0]?.stage ?? null) : null,
    messages,
    csat: csatOf(contact, thread, agent, bench, random),
  };
}

/** A merged ticket ends minutes after it came in, with a note and without an answer of its own. */
function merge(ticket: SampleTicket, into: SampleTicket, end: Date, bench: { note: string; minutes: number }): void {
  const mergedAt = new Date(new Date(ticket.created_at).getTime() + bench.minutes * 60_000);
  if (mergedAt >= end) return;
  const at = mergedAt.toISOString();
  const first = ticket.messages.slice(0, 1);
  const note = {
    external_id: `${ticket.external_id}-2`,
    author: 'agent' as const,
    public: false,
    created_at: at,
    text: bench.note,
  };
  Object.assign(ticket, {
    messages: [...first, note],
    merged_into: into.external_id,
    status: 'closed',
    solved_at: at,
    updated_at: at,
    first_reply_at: null,
    reopened_at: [],
    escalated_at: null,
    csat: null,
  } satisfies Partial<SampleTicket>);
}

/** Turns contacts, in the order of time, into tickets numbered from 100,001. */
export function recordTickets(
  contacts: readonly Contact[],
  catalogue: Catalogue,
  end: Date,
  random: Random,
): Recorded[] {
  const bench = { catalogue, book: openPhrasebook(catalogue, random.fork('phrasings')), end };
  const recorded = contacts.map((contact, index) => {
    const number = 100_001 + index;
    return { contact, ticket: recordTicket(contact, number, bench, random.fork(`ticket/${number.toString()}`)) };
  });
  const byContact = new Map(recorded.map(({ contact, ticket }) => [contact, ticket]));
  const chance = random.fork('merging');
  for (const { contact, ticket } of recorded) {
    const original = contact.repeats && byContact.get(contact.repeats);
    const merging = { note: chance.pick(catalogue.wording('merge_notes')), minutes: chance.between(20, 600) };
    if (original && chance.chance(MERGED)) merge(ticket, original, end, merging);
  }
  return recorded;
}
