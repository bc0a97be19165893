import { shippedActions } from './actions.js';
import { DAY, closingSunday, weeksUntil } from './calendar.js';
import { readCatalogue, type Catalogue } from './catalogue.js';
import type { Company } from './company.js';
import { drawAllContacts } from './contacts.js';
import { inventCustomers } from './people.js';
import { CUSTOMERS, WEEKS, ranked } from './plan.js';
import { createRandom } from './random.js';
import { recordTickets, type Recorded } from './tickets.js';
import { writeTruth } from './truth.js';

export interface Wish {
  seed: number;
  /** The period ends with this day when it is a Sunday, else with the Sunday before it (UTC). */
  endsOn: Date;
  /** Weeks after the twelve of the plan, in which nothing new is planted: what came stays, the spike is over. */
  later?: number;
}

function inOrderOfFrequency(catalogue: Catalogue) {
  return ranked().map((id) => {
    const issue = catalogue.issues.find((each) => each.id === id);
    if (!issue) throw new RangeError(`issue "${id}" has a rank but no words`);
    return issue;
  });
}

function answersOf(recorded: readonly Recorded[]): Company['csat'] {
  return recorded.flatMap(({ ticket }) =>
    ticket.csat ? [{ ...ticket.csat, ticket: ticket.external_id, agent: ticket.agent, channel: ticket.channel }] : [],
  );
}

/**
 * Marlowick, an invented software company, during twelve whole weeks: about 2,000 tickets of 900 customers on two
 * products and three plans, 40 help articles, two shipped fixes, and the truth about what was planted. Pure: the same
 * seed and end give the same company, to the byte.
 */
export function generateCompany({ seed, endsOn, later = 0 }: Wish, catalogue: Catalogue = readCatalogue()): Company {
  const random = createRandom(seed);
  const sunday = closingSunday(endsOn);
  const mondays = weeksUntil(sunday, WEEKS + later);
  const issues = inOrderOfFrequency(catalogue);
  const customers = inventCustomers(CUSTOMERS, mondays[0] ?? sunday, random.fork('customers'));
  const contacts = drawAllContacts({ customers, issues, mondays }, random.fork('contacts'));
  const recorded = recordTickets(contacts, catalogue, new Date(sunday.getTime() + DAY), random.fork('tickets'));
  const actions = shippedActions(issues, mondays);
  return {
    tickets: recorded.map(({ ticket }) => ticket),
    customers,
    csat: answersOf(recorded),
    articles: catalogue.articles,
    actions: actions.map(({ action }) => action),
    truth: writeTruth({ seed, mondays, issues, recorded, actions }),
  };
}
