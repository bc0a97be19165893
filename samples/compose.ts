import { DAY } from './calendar.js';
import type { Issue, Wording } from './catalogue.js';
import type { Channel, Customer } from './company.js';
import { companyName, emailFor, firstName, personName } from './people.js';
import { birthday, documentationIp, fictionalPhone, inventedIban, secretUrl, testCard } from './personal-data.js';
import type { Random } from './random.js';
import { addTypos, typeHastily } from './typos.js';

export type WordLists = (list: string) => Wording[string];

/** Who writes, when and where. */
export interface Scene {
  customer: Customer;
  channel: Channel;
  at: Date;
}

/** One problem as told in a message: the sentence itself, and what else may be said about it. */
export interface Told {
  phrasing: string;
  issue: Issue;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function dayBefore(at: Date, random: Random): Date {
  return new Date(at.getTime() - random.between(1, 9) * DAY);
}

function spokenDate(date: Date, random: Random): string {
  const [day, month] = [date.getUTCDate(), MONTHS[date.getUTCMonth()] ?? ''];
  return random.pick([`${day} ${month}`, `${day}. ${month}`, `${month} ${day}`, `${day}/${date.getUTCMonth() + 1}`]);
}

function amount(random: Random): string {
  const value = random.logNormal(140, 0.9).toFixed(2);
  return random.pick([`€${value}`, `${value} EUR`, `£${value}`, `${value.replace('.', ',')} €`]);
}

/** Replaces {name}-like places by invented data that fits the scene. */
export function fillIn(text: string, scene: Scene, random: Random): string {
  const values: Record<string, () => string> = {
    time: () => `${random.between(7, 17)}:${random.between(10, 59)}`,
    person: () => firstName(random),
    name: () => personName(random),
    day: () => DAYS[dayBefore(scene.at, random).getUTCDay()] ?? '',
    date: () => spokenDate(dayBefore(scene.at, random), random),
    amount: () => amount(random),
    invoice: () => random.pick(['INV-', 'RE-', '#', '']) + random.between(1000, 9899).toString(),
    client: () => companyName(random),
    email: () => emailFor(personName(random), scene.customer.company, random),
    phone: () => scene.customer.phone ?? fictionalPhone(random),
    card: () => testCard(random),
    iban: () => inventedIban(random),
    ip: () => documentationIp(random),
    url: () => secretUrl(random),
    birthday: () => birthday(random),
    plan: () => scene.customer.plan,
    first: () => scene.customer.name.split(' ')[0] ?? '',
  };
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => values[key]?.() ?? whole);
}

/** How talkative each channel is: probabilities of the parts around the sentence itself. */
interface Shape {
  greeting: number;
  context: number;
  gist: number;
  detail: number;
  personal: number;
  ask: number;
}
const SHAPES: Record<Channel, Shape> = {
  chat: { greeting: 0.35, context: 0.03, gist: 0.48, detail: 0.16, personal: 0.04, ask: 0.1 },
  web: { greeting: 0.35, context: 0.12, gist: 0.7, detail: 0.28, personal: 0.08, ask: 0.18 },
  mail: { greeting: 0.88, context: 0.22, gist: 0.78, detail: 0.38, personal: 0.12, ask: 0.24 },
};
/** Areas in which people give card and account numbers. */
const ABOUT_MONEY = new Set(['subscription', 'money', 'invoicing']);

function endSentence(text: string): string {
  return /[.!?:)]$/.test(text) ? text : `${text}.`;
}

/** Lower case after a comma, except for "I" and words in capitals. */
function continueSentence(text: string): string {
  return /^([A-Z][a-z]|A )/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/** The sentence with what is said around it. */
function tell({ phrasing, issue }: Told, shape: Shape, random: Random): string {
  const gist = random.chance(shape.gist) ? [random.pick(issue.gists)] : [];
  const detail = random.chance(shape.detail) ? [random.pick(issue.details)] : [];
  const core = endSentence(phrasing);
  const first = random.chance(0.35) ? [...gist, core] : [core, ...gist];
  return [...first, ...detail].join(' ');
}

function personalLine(told: readonly Told[], words: WordLists, random: Random): string {
  const money = told.some(({ issue }) => ABOUT_MONEY.has(issue.area)) && random.chance(0.5);
  return random.pick(words(money ? 'personal_money' : 'personal'));
}

function tellAll(told: readonly Told[], shape: Shape, words: WordLists, random: Random): string[] {
  return told.map((part, index) => {
    const text = tell(part, shape, random);
    if (index === 0) return text;
    const lead = random.pick(words('connectors'));
    return lead.endsWith(',') ? `${lead} ${continueSentence(text)}` : `${lead} ${text}`;
  });
}

/** The paragraphs of a first message, without greeting and signature. */
export function composeBody(told: readonly Told[], scene: Scene, words: WordLists, random: Random): string[] {
  const shape = SHAPES[scene.channel];
  const context = random.chance(shape.context) ? [random.pick(words('contexts'))] : [];
  const tail = [
    ...(random.chance(shape.personal) ? [personalLine(told, words, random)] : []),
    ...(random.chance(shape.ask) ? [random.pick(words('asks'))] : []),
  ];
  const body = [...context, ...tellAll(told, shape, words, random), ...(tail.length ? [tail.join(' ')] : [])];
  return body.map((paragraph) => write(fillIn(paragraph, scene, random), random));
}

export function composeGreeting(scene: Scene, words: WordLists, random: Random): string | null {
  return random.chance(SHAPES[scene.channel].greeting) ? random.pick(words('greetings')) : null;
}

/** Some people type hastily and some misspell; most do neither. */
function write(text: string, random: Random): string {
  const hasty = random.chance(0.1) ? typeHastily(text, random) : text;
  return random.chance(0.16) ? addTypos(hasty, 9, random) : hasty;
}
