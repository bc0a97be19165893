import type { Catalogue, Foreign, Issue } from './catalogue.js';
import type { Contact } from './contacts.js';
import type { Message } from './company.js';
import { composeBody, composeGreeting, fillIn, type Scene, type WordLists } from './compose.js';
import { asHtml, asText, composeSignature, quoteAgent, type MailParts } from './mail.js';
import { dealer, type Random } from './random.js';
import type { Step } from './thread.js';

/** The first message in parts, with its subject and language. */
export interface Opening {
  subject: string;
  language: string;
  parts: MailParts;
}

const FOREIGN_SHARE = 0.03;
const FOREIGN_GREETINGS: Record<Foreign['language'], [string, string]> = {
  de: ['Guten Tag,', 'Mit freundlichen Grüßen'],
  fr: ['Bonjour,', 'Cordialement'],
  es: ['Hola:', 'Un saludo'],
};
/** Chats show the beginning of what was written where mails have a subject. */
const CHAT_SUBJECT_LENGTH = 60;

/** Deals phrasings so that every one of an issue is used before any returns. */
export interface Phrasebook {
  phrasing: (issue: Issue) => string;
  noise: (kind: string) => string;
  foreign: (issue: Issue) => Foreign | null;
}

export function openPhrasebook(catalogue: Catalogue, random: Random): Phrasebook {
  const issues = new Map(catalogue.issues.map(({ id, phrasings }) => [id, dealer(phrasings, random.fork(id))]));
  const kinds = new Map(
    ['thanks', 'away', 'spam', 'odd'].map((kind) => [kind, dealer(catalogue.wording(kind), random.fork(kind))]),
  );
  const deal = (decks: Map<string, () => string>, name: string) => {
    const draw = decks.get(name);
    if (!draw) throw new RangeError(`no phrasings for "${name}"`);
    return draw();
  };
  return {
    phrasing: (issue) => deal(issues, issue.id),
    noise: (kind) => deal(kinds, kind),
    foreign: (issue) => {
      const texts = catalogue.foreign.filter((text) => text.issue === issue.id);
      return texts.length > 0 && random.chance(FOREIGN_SHARE) ? random.pick(texts) : null;
    },
  };
}

function subjectOf(contact: Contact, body: string, words: WordLists, random: Random): string {
  const issue = contact.issues[0];
  const start =
    body.length > CHAT_SUBJECT_LENGTH ? `${body.slice(0, CHAT_SUBJECT_LENGTH).replace(/\s\S*$/, '')}…` : body;
  if (contact.channel === 'chat' || !issue) return start;
  return random.chance(0.14) ? random.pick(words('odd_subjects')) : random.pick(issue.subjects);
}

function foreignOpening(text: Foreign, scene: Scene, random: Random): Opening {
  const [greeting, closing] = FOREIGN_GREETINGS[text.language];
  const polite = scene.channel !== 'chat' || random.chance(0.3);
  const signature = polite ? [closing, scene.customer.name] : [];
  const parts = { greeting: polite ? greeting : null, paragraphs: [text.text], signature, quoted: null };
  return { subject: text.text.split(/[,.¿?!]/)[0]?.slice(0, 60) || text.text, language: text.language, parts };
}

const AWAY_SHARE = 0.35;

/** Only mailboxes answer by themselves that their owner is away. */
function noiseList(contact: Contact, random: Random): string {
  const away = contact.kind === 'thanks' && contact.channel === 'mail' && random.chance(AWAY_SHARE);
  return away ? 'away' : contact.kind;
}

/** What the customer writes first. */
export function writeOpening(contact: Contact, book: Phrasebook, words: WordLists, random: Random): Opening {
  const scene: Scene = { customer: contact.customer, channel: contact.channel, at: contact.at };
  const [issue] = contact.issues;
  const foreign = issue && contact.issues.length === 1 ? book.foreign(issue) : null;
  if (foreign) return foreignOpening(foreign, scene, random);
  const paragraphs = issue
    ? composeBody(
        contact.issues.map((each) => ({ issue: each, phrasing: book.phrasing(each) })),
        scene,
        words,
        random,
      )
    : [book.noise(noiseList(contact, random))];
  const signed = contact.kind === 'issue' || random.chance(0.5);
  const parts = {
    greeting: signed ? composeGreeting(scene, words, random) : null,
    paragraphs,
    signature: signed ? composeSignature(scene, words, random) : [],
    quoted: null,
  };
  const subject = fillIn(subjectOf(contact, paragraphs[0] ?? '', words, random), scene, random);
  return { subject, language: 'en', parts };
}

const HTML_SHARE = 0.45;
const HTML_ONLY = 0.4;

/** Nearly half of the mails come as HTML, some without a plain part. A chat is one line after the other. */
export function asMessage(
  parts: MailParts,
  channel: Contact['channel'],
  random: Random,
): { text?: string; html?: string } {
  if (channel === 'chat')
    return { text: [parts.greeting, ...parts.paragraphs].filter(Boolean).join(random.chance(0.6) ? ' ' : '\n') };
  if (channel === 'mail' && random.chance(HTML_SHARE)) {
    const html = asHtml(parts);
    return random.chance(HTML_ONLY) ? { html } : { text: asText(parts), html };
  }
  return { text: asText(parts) };
}

/** Later messages; by mail most customers leave the agent's text below their own. */
export function writeSteps(
  steps: readonly Step[],
  contact: Contact,
  subject: string,
  random: Random,
): Omit<Message, 'external_id'>[] {
  const scene: Scene = { customer: contact.customer, channel: contact.channel, at: contact.at };
  let heard: Step | null = null;
  return steps.map((step) => {
    const base = { author: step.author, public: step.public, created_at: step.at.toISOString() };
    if (step.author === 'agent') {
      if (step.public) heard = step;
      return { ...base, text: step.text };
    }
    const quotes = contact.channel === 'mail' && heard !== null && random.chance(0.75);
    const quoted = quotes && heard ? quoteAgent(heard.text, heard.at, { scene, subject }, random) : null;
    const signature = contact.channel === 'mail' && random.chance(0.5) ? [contact.customer.name] : [];
    return {
      ...base,
      ...asMessage({ greeting: null, paragraphs: [step.text], signature, quoted }, contact.channel, random),
    };
  });
}
