import type { Customer, Plan, Product } from './company.js';
import { fictionalPhone } from './personal-data.js';
import type { Random } from './random.js';

const FIRST =
  `Maya Jonas Ines Callum Priya Tomasz Aisha Felix Nora Diego Hanna Luca Freya Omar Greta Samir Elin Marco Zoe
Patrick Leila Anton Ruth Kofi Clara Mateo Ingrid Yusuf Beth Viktor Carmen Ewan Noor Stefan Paula Rohan Alice Henrik Fatima Tim
Sofia Derek Mina Oskar Joan Amir Lotte Niall Rosa Bjorn Hilda Kenji Maren Pablo Tessa Ivan Lucy Emre Dora Hugo Wanda Silas Anneke
Bruno Edith Gareth Lea Malik Olga Ravi Sandra Theo Ulla Vera Will Yara Adele Boris`.split(/\s+/);
const LAST = `Ashgrove Brennmeyer Calloway Dorrance Eikenberg Farrow Gellner Hartwick Imber Jolliffe Kestrel Lindqvist
Marchetti Norwood Okonjo Petrov Quillon Radcliff Sorensen Thackeray Ustinov Valcourt Wexford Yarrow Zimmerli Abara Bellamy
Castellan Drummond Estrada Fennimore Gallagher Hollis Iversen Jankowski Kaur Lemaire Mendel Nakagawa Oduya Pemberton Rahimi
Salcedo Tindall Underhill Vasquez Whitlock Ximenes Ystad Zeller Barlow Crewe Delacroix Fairweather Goss Haddad Kirkbride Lund
Mortimer Nash Orlov Prentiss Rowe Sefton Trent Varga Winslow`.split(/\s+/);
const TRADE_NAMES =
  `Harbour Willow Northgate Copper Juniper Millstone Riverside Old Town Bluebell Lantern Orchard Station Swan Granite
Meadow Fox Cedar Sunny Side Market Square Hilltop Anchor Clover Saffron`
    .split(/\s+/)
    .filter((word) => !['Old', 'Sunny', 'Market'].includes(word));
const TRADES =
  'Bakery,Café,Dental,Garage,Florist,Physio,Bistro,Carpentry,Hotel,Cleaning,Catering,Bikes,Veterinary,Kitchens,Salon,Roofing'.split(
    ',',
  );

/** Share of customers on each plan; larger plans write more often. */
const PLANS: { plan: Plan; share: number }[] = [
  { plan: 'starter', share: 0.48 },
  { plan: 'team', share: 0.36 },
  { plan: 'business', share: 0.16 },
];
const PRODUCTS: { products: Product[]; share: number }[] = [
  { products: ['Tallynest'], share: 0.4 },
  { products: ['Rotaplum'], share: 0.33 },
  { products: ['Tallynest', 'Rotaplum'], share: 0.27 },
];

export interface Agent {
  name: string;
  team: string;
}

export const TEAMS = ['Account Desk', 'Billing Desk', 'Tallynest Care', 'Rotaplum Care'] as const;

export const AGENTS: readonly Agent[] = [
  { name: 'Ida Torvald', team: 'Account Desk' },
  { name: 'Marcus Ellery', team: 'Account Desk' },
  { name: 'Shreya Nambiar', team: 'Account Desk' },
  { name: 'Colin Draper', team: 'Billing Desk' },
  { name: 'Beatriz Amaral', team: 'Billing Desk' },
  { name: 'Hannes Vogt', team: 'Tallynest Care' },
  { name: 'Odile Renner', team: 'Tallynest Care' },
  { name: 'Jamal Whitby', team: 'Tallynest Care' },
  { name: 'Petra Kovalenko', team: 'Tallynest Care' },
  { name: 'Finn Adeyemi', team: 'Rotaplum Care' },
  { name: 'Lucia Bramante', team: 'Rotaplum Care' },
  { name: 'Sven Haldorsen', team: 'Rotaplum Care' },
  { name: 'Tara Quigley', team: 'Rotaplum Care' },
];

/** Letters that a mail address may hold. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

export function personName(random: Random): string {
  return `${random.pick(FIRST)} ${random.pick(LAST)}`;
}

export function firstName(random: Random): string {
  return random.pick(FIRST);
}

export function companyName(random: Random): string {
  return `${random.pick(TRADE_NAMES)} ${random.pick(TRADES)}`;
}

/** Addresses lie under example.com, .org, .net (RFC 2606) or the reserved top-level domain .example. */
export function emailFor(name: string, company: string, random: Random): string {
  const [first = 'info', last = 'desk'] = name.split(' ').map(plain);
  const local = random.pick([`${first}.${last}`, first, `${first[0]}${last}`, `${last}${random.between(1, 99)}`]);
  const domain = random.chance(0.6)
    ? `${plain(company)}.example`
    : random.pick(['example.com', 'example.org', 'example.net']);
  return `${local}@${domain}`;
}

function drawCustomer(index: number, before: Date, random: Random): Customer {
  const name = personName(random);
  const company = companyName(random);
  const age = random.between(3, 1400);
  return {
    external_id: `C-${(10_001 + index).toString()}`,
    name,
    email: emailFor(name, company, random),
    phone: random.chance(0.45) ? fictionalPhone(random) : null,
    company,
    plan: random.weighted(PLANS, ({ share }) => share).plan,
    products: random.weighted(PRODUCTS, ({ share }) => share).products,
    created_at: new Date(before.getTime() - age * 86_400_000).toISOString(),
  };
}

/** The given number of customers, all of whom joined before the given moment; no two share an address. */
export function inventCustomers(count: number, before: Date, random: Random): Customer[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    const customer = drawCustomer(index, before, random);
    const [local = '', domain = ''] = customer.email.split('@');
    if (taken.has(customer.email)) customer.email = `${local}.${index.toString(36)}@${domain}`;
    taken.add(customer.email);
    return customer;
  });
}
