import { DAY } from './calendar.js';
import type { Issue } from './catalogue.js';
import type { SampleAction } from './company.js';
import { DECIDED_WEEK, SHIPPED_WEEK } from './plan.js';

type Written = Omit<SampleAction, 'about' | 'decided_at' | 'shipped_at'> & { issue: string };

const WRITTEN: Written[] = [
  {
    issue: 'bank-feed-disconnects',
    external_id: 'A-1',
    title: 'Keep the 90-day bank permission when a second person renews it',
    description:
      'A renewal by one person ended the permission of everybody else. Renewals are now kept per company, and the connection warns a week before it ends.',
    product: 'Tallynest',
    team: 'Tallynest Banking',
    owner: 'Odile Renner',
    link: 'https://tracker.marlowick.example/BANK-212',
  },
  {
    issue: 'clock-in-location-fails',
    external_id: 'A-2',
    title: 'Take the accuracy of the phone into account when clocking in',
    description:
      'The location check compared the reported point alone. It now adds the accuracy that the phone reports to the radius of the site.',
    product: 'Rotaplum',
    team: 'Rotaplum Time',
    owner: 'Finn Adeyemi',
    link: 'https://tracker.marlowick.example/TIME-97',
  },
];

const ABOUT = 5;

/** The two fixes the company shipped, with a few customers' sentences that say what each was meant to solve. */
export function shippedActions(
  issues: readonly Issue[],
  mondays: readonly Date[],
): { action: SampleAction; issue: string }[] {
  const monday = (week: number) => mondays[week] ?? new Date(Number.NaN);
  return WRITTEN.map(({ issue, ...written }) => {
    const about = issues.find(({ id }) => id === issue)?.phrasings.filter((text) => !text.includes('{')) ?? [];
    const decided = new Date(monday(DECIDED_WEEK).getTime() + DAY + 14 * 3_600_000);
    const action = {
      ...written,
      about: about.slice(0, ABOUT),
      decided_at: decided.toISOString(),
      shipped_at: monday(SHIPPED_WEEK).toISOString(),
    };
    return { action, issue };
  });
}
