import { WEEK } from './calendar.js';
import type { Issue } from './catalogue.js';
import type { Channel, Customer, Product } from './company.js';
import { CAMPAIGN, ONLY_ON, PLANTED, expectedContacts } from './plan.js';
import type { Random } from './random.js';
import { drawContacts, drawMoment } from './volumes.js';

export type Kind = 'issue' | 'thanks' | 'spam' | 'odd';

/** Somebody writes once: who, when, where, about what. Words come later. */
export interface Contact {
  kind: Kind;
  issues: Issue[];
  customer: Customer;
  product: Product;
  channel: Channel;
  at: Date;
  /** The contact that this one repeats: same person, same matter, a little later. */
  repeats: Contact | null;
}

const CHANNELS: { channel: Channel; share: number }[] = [
  { channel: 'chat', share: 0.37 },
  { channel: 'mail', share: 0.37 },
  { channel: 'web', share: 0.26 },
];
/** Tickets a week without an issue: about an eighth of all. */
const NOISE_PER_WEEK = 20.5;
const NOISE_KINDS: { kind: Kind; share: number }[] = [
  { kind: 'thanks', share: 0.58 },
  { kind: 'spam', share: 0.12 },
  { kind: 'odd', share: 0.3 },
];
const TWO_ISSUES = 0.04;
const REPEATED = 0.025;
const PLAN_ACTIVITY = { starter: 0.8, team: 1.1, business: 1.8 };

interface Writer {
  customer: Customer;
  activity: number;
}

export interface Company {
  customers: readonly Customer[];
  issues: readonly Issue[];
  mondays: readonly Date[];
}

const PRODUCT_NAMES: Record<Issue['product'], Product | null> = {
  tallynest: 'Tallynest',
  rotaplum: 'Rotaplum',
  shared: null,
};

function drawWriter(issue: Issue | null, writers: readonly Writer[], random: Random): Customer {
  const product = issue ? PRODUCT_NAMES[issue.product] : null;
  const plans = issue ? ONLY_ON[issue.id] : undefined;
  const fitting = writers.filter(
    ({ customer }) => (!product || customer.products.includes(product)) && (!plans || plans.includes(customer.plan)),
  );
  return random.weighted(fitting, (writer) => writer.activity).customer;
}

function drawChannel(issue: Issue | null, random: Random): Channel {
  // Somebody who cannot get past the login or the pay page writes from wherever he is; a live chat is for urgent things.
  const urgent = issue?.severity === 3 ? 1.25 : 1;
  return random.weighted(CHANNELS, ({ channel, share }) => (channel === 'chat' ? share * urgent : share)).channel;
}

function drawContact(
  issue: Issue | null,
  week: number,
  company: { mondays: readonly Date[]; writers: Writer[] },
  random: Random,
): Contact {
  const customer = drawWriter(issue, company.writers, random);
  const product = (issue && PRODUCT_NAMES[issue.product]) ?? random.pick(customer.products);
  const channel = drawChannel(issue, random);
  const monday = company.mondays[week] ?? new Date(Number.NaN);
  const at = drawMoment(monday, { issue: issue?.id ?? null, week, channel }, random);
  return { kind: 'issue', issues: issue ? [issue] : [], customer, product, channel, at, repeats: null };
}

/** Adds a second, unplanted issue of the same product to a few contacts. */
function addSecondIssues(contacts: readonly Contact[], issues: readonly Issue[], random: Random): void {
  const unplanted = issues.filter((issue) => !PLANTED[issue.id] && !ONLY_ON[issue.id]);
  for (const contact of contacts) {
    if (!random.chance(TWO_ISSUES)) continue;
    const others = unplanted.filter(
      (issue) =>
        !contact.issues.includes(issue) && (PRODUCT_NAMES[issue.product] ?? contact.product) === contact.product,
    );
    contact.issues.push(random.weighted(others, (issue) => expectedContacts(issue.id, 0)));
  }
}

/** Some people write again through another door within hours. The repetition stays in the same week. */
function repeatSome(contacts: readonly Contact[], mondays: readonly Date[], random: Random): Contact[] {
  return contacts.flatMap((contact) => {
    if (!random.chance(REPEATED)) return [];
    const at = new Date(contact.at.getTime() + random.between(12, 420) * 60_000);
    const sunday = mondays.find((monday) => contact.at.getTime() < monday.getTime() + WEEK);
    if (!sunday || at.getTime() >= sunday.getTime() + WEEK) return [];
    return [{ ...contact, at, channel: random.weighted(CHANNELS, ({ share }) => share).channel, repeats: contact }];
  });
}

function noise(week: number, company: { mondays: readonly Date[]; writers: Writer[] }, random: Random): Contact[] {
  const mean = NOISE_PER_WEEK * (week === CAMPAIGN.week ? CAMPAIGN.factor : 1);
  return Array.from({ length: random.poisson(mean) }, () => {
    const contact = drawContact(null, week, company, random);
    const { kind } = random.weighted(NOISE_KINDS, ({ share }) => share);
    const channel = kind === 'spam' && contact.channel === 'chat' ? 'mail' : contact.channel;
    return { ...contact, kind, channel };
  });
}

/** Every contact of the period in the order of time. */
export function drawAllContacts(company: Company, random: Random): Contact[] {
  const activity = random.fork('activity');
  const writers = company.customers.map((customer) => ({
    customer,
    activity: activity.logNormal(1, 0.8) * PLAN_ACTIVITY[customer.plan],
  }));
  const scope = { mondays: company.mondays, writers };
  const weeks = company.mondays.map((_, week) => week);
  const real = company.issues.flatMap((issue) => {
    const own = random.fork(issue.id);
    return weeks.flatMap((week) =>
      Array.from({ length: drawContacts(issue.id, week, own) }, () => drawContact(issue, week, scope, own)),
    );
  });
  addSecondIssues(real, company.issues, random.fork('second'));
  const repeated = repeatSome(real, company.mondays, random.fork('repeated'));
  const other = weeks.flatMap((week) => noise(week, scope, random.fork(`noise/${week}`)));
  return [...real, ...repeated, ...other].sort((a, b) => a.at.getTime() - b.at.getTime());
}
