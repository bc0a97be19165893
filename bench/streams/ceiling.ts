import { SCAN } from '../../src/insights/trends/neighbour-scan.js';
import { scanGroups } from '../../src/insights/trends/scan/group-scan.js';
import type { PlantedEvent, StreamTicket } from './generate.js';

/** What the scan of groups would say if the groups were the issues themselves: nobody who has only the texts can do better. */
export interface Ceiling {
  /** Days until the new issue is found; null: too few messages, even so. */
  delay: number | null;
  falseAlarms: number;
}

const FIRST_DAY = 21;
const COOL_DOWN = 14;

export function ceilingOf(tickets: readonly StreamTicket[], events: readonly PlantedEvent[], days: number): Ceiling {
  const fresh = events.find(({ type }) => type === 'new_issue')!;
  const planted = new Set(events.map(({ issue }) => issue));
  const lastSeen = new Map<string, number>();
  const ceiling: Ceiling = { delay: null, falseAlarms: 0 };
  for (let today = FIRST_DAY; today < days; today++) {
    const known = tickets.filter(({ day }) => day <= today && day > today - 84);
    const issues = issuesNow(known, today);
    for (const issue of issues) {
      const last = lastSeen.get(issue) ?? -Infinity;
      lastSeen.set(issue, today);
      if (issue === fresh.issue && today >= fresh.startDay) ceiling.delay ??= today - fresh.startDay;
      else if (!planted.has(issue) && today - last > COOL_DOWN) ceiling.falseAlarms++;
    }
  }
  return ceiling;
}

function issuesNow(known: readonly StreamTicket[], today: number): Set<string> {
  const byIssue = [...Map.groupBy(known.keys(), (i) => known[i]!.issue).values()];
  const to = byIssue.map((_, g) => byIssue.slice(0, g + 1).reduce((sum, { length }) => sum + length, 0));
  const groups = {
    order: Int32Array.from(byIssue.flat()),
    from: Int32Array.from(byIssue, (members, g) => to[g]! - members.length),
    to: Int32Array.from(to),
    apart: new Float32Array(byIssue.length).fill(1),
  };
  const messages = known.map(({ day }) => ({ day, customer: null }));
  const found = scanGroups({ messages, today, overdispersion: 0 }, groups, SCAN.groups);
  return new Set(found.map(({ members }) => known[members[0]!]!.issue));
}
