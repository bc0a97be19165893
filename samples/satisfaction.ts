import type { Contact } from './contacts.js';
import type { CsatAnswer } from './company.js';
import type { WordLists } from './compose.js';
import type { Random } from './random.js';

/** How the ticket went, as far as a customer would notice. */
export interface Experience {
  contact: Contact;
  agentFirstName: string;
  replyHours: number;
  reopened: boolean;
  escalated: boolean;
  solvedAt: Date;
}

const ANSWERED = 0.27;
const COMMENTED = 0.88;
const SLOW_HOURS = 16;
/** A few people give the worst mark whatever happened: real answers pile up at both ends. */
const OUTRAGED = 0.1;

function severityOf(contact: Contact): number {
  return Math.max(0, ...contact.issues.map((issue) => issue.severity));
}

/** Worse problems, longer waiting and reopenings cost points; people differ by about one point. */
export function drawScore(experience: Experience, random: Random): number {
  const wait = 0.24 * Math.log1p(experience.replyHours);
  const cost =
    0.38 * severityOf(experience.contact) + wait + (experience.reopened ? 1.2 : 0) + (experience.escalated ? 0.7 : 0);
  const outraged = random.chance(OUTRAGED) ? 2 : 0;
  const felt = 5.5 - cost - outraged + 0.95 * random.normal();
  return Math.min(5, Math.max(1, Math.round(felt)));
}

function complaintList(experience: Experience, random: Random): string | null {
  if (experience.reopened && random.chance(0.65)) return 'unsolved';
  if (experience.replyHours > SLOW_HOURS && random.chance(0.6)) return 'slow';
  if (random.chance(0.6)) return null;
  return random.pick(['product', 'unsolved']);
}

function drawComment(score: number, experience: Experience, words: WordLists, random: Random): string {
  if (score >= 3) return random.pick(words(score === 5 ? 'great' : score === 4 ? 'good' : 'mixed'));
  const list = complaintList(experience, random);
  const own = experience.contact.issues.flatMap((issue) => issue.complaints);
  return random.pick(list || own.length === 0 ? words(list ?? 'product') : own);
}

/** The customer's answer to "How was it?", or null for the three quarters who do not answer. */
export function drawCsat(experience: Experience, words: WordLists, random: Random): CsatAnswer | null {
  if (!random.chance(ANSWERED)) return null;
  const score = drawScore(experience, random);
  const text = drawComment(score, experience, words, random).replace('{agent}', experience.agentFirstName);
  const answeredAt = new Date(experience.solvedAt.getTime() + (60 + random.logNormal(300, 1)) * 60_000);
  const comment = random.chance(COMMENTED) ? text : null;
  return { score, scale: 5, comment, answered_at: answeredAt.toISOString() };
}
