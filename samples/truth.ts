import { DAY, WEEK, isoDay } from './calendar.js';
import type { Issue } from './catalogue.js';
import type { IssueTruth, Planted, SampleAction, TicketTruth, Truth } from './company.js';
import { CAMPAIGN, LAST_WEEK, PLANTED, SPIKE, WEEKS, expectedContacts } from './plan.js';
import type { Recorded } from './tickets.js';

const PRODUCTS = { tallynest: 'Tallynest', rotaplum: 'Rotaplum', shared: 'shared' } as const;

function issueTruth(issue: Issue, recorded: readonly Recorded[], mondays: readonly Date[]): IssueTruth {
  const weekly = new Array<number>(WEEKS).fill(0);
  const start = mondays[0]?.getTime() ?? 0;
  for (const { contact } of recorded.filter((each) => each.contact.issues.includes(issue))) {
    const week = Math.floor((contact.at.getTime() - start) / WEEK);
    weekly[week] = (weekly[week] ?? 0) + 1;
  }
  const { id, name, area, article } = issue;
  const total = weekly.reduce((sum, count) => sum + count, 0);
  return { id, name, product: PRODUCTS[issue.product], area, article, planted: PLANTED[id] ?? null, weekly, total };
}

function ticketTruths(recorded: readonly Recorded[]): TicketTruth[] {
  const ids = new Map(recorded.map(({ contact, ticket }) => [contact, ticket.external_id]));
  return recorded.map(({ contact, ticket }) => ({
    id: ticket.external_id,
    kind: contact.kind,
    issues: contact.issues.map((issue) => issue.id),
    duplicate_of: (contact.repeats && ids.get(contact.repeats)) ?? null,
  }));
}

function planted(kind: Planted): string[] {
  return Object.entries(PLANTED).flatMap(([issue, each]) => (each === kind ? [issue] : []));
}

function only(kind: Planted): string {
  const [issue] = planted(kind);
  if (!issue) throw new RangeError(`nothing is planted as "${kind}"`);
  return issue;
}

interface Scope {
  seed: number;
  mondays: readonly Date[];
  issues: readonly Issue[];
  recorded: readonly Recorded[];
  actions: readonly { action: SampleAction; issue: string }[];
}

/** What was planted where, with the counts that really came out. */
export function writeTruth({ seed, mondays, issues, recorded, actions }: Scope): Truth {
  const weeks = mondays.map(isoDay);
  const lastMonday = mondays[LAST_WEEK] ?? new Date(Number.NaN);
  const fresh = only('new');
  const firstSeen = recorded.find(({ contact }) => contact.issues.some((issue) => issue.id === fresh));
  const hidden = only('hard-to-find');
  return {
    seed,
    starts_on: weeks[0] ?? '',
    ends_on: isoDay(new Date(lastMonday.getTime() + 6 * DAY)),
    weeks,
    issues: issues.map((issue) => issueTruth(issue, recorded, mondays)),
    tickets: ticketTruths(recorded),
    new_issue: { issue: fresh, first_seen: firstSeen?.ticket.created_at ?? '' },
    spike: {
      issue: only('spike'),
      week: weeks[LAST_WEEK] ?? '',
      peak_day: isoDay(new Date(lastMonday.getTime() + SPIKE.weekday * DAY)),
      usual_per_week: expectedContacts(only('spike'), 0),
    },
    ramp: { issue: only('ramp') },
    gaps: planted('gap'),
    hard_to_find: { issue: hidden, article: issues.find(({ id }) => id === hidden)?.article ?? '' },
    fixes: actions.map(({ action, issue }) => ({
      action: action.external_id,
      issue,
      shipped_at: action.shipped_at,
      worked: PLANTED[issue] === 'fix-worked',
    })),
    campaign: { week: weeks[CAMPAIGN.week] ?? '', factor: CAMPAIGN.factor },
    decoy: { issue: only('decoy') },
  };
}
