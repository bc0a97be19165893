import type { EntityManager } from 'typeorm';
import { daysIn, type Period } from '../../platform/periods.js';
import { bind, COUNTED_MESSAGES, messagesWithin, PERSON } from '../themes/reading/theme-messages.js';
import type { DatedMessage } from '../trends/detect.js';

/** Messages of some weeks with the local day of each. */
export interface RecentMessages {
  /** Local days, oldest first; `day` of a message is a position among them. */
  days: Period[];
  /** Oldest first; the id is that of the feedback. */
  messages: DatedMessage[];
}

/** Longest window with its baseline, and the days that are looked at again. */
const DAYS_BACK = 126;

/** Whole messages up to `now`; those in a theme that is no issue count as in none. Days before the first message are left out. */
export async function recentMessages(em: EntityManager, now: Date, zone: string): Promise<RecentMessages> {
  const days = daysIn(
    { from: new Date(now.getTime() - DAYS_BACK * 86_400_000), to: new Date(now.getTime() + 1) },
    zone,
  );
  const parameters: unknown[] = [];
  const bounds = bind(parameters, [...days.map(({ from }) => from), days.at(-1)!.to]);
  const where = messagesWithin(parameters, { from: days[0]!.from, to: new Date(now.getTime() + 1) });
  const messages = await em.query<DatedMessage[]>(
    `SELECT f.id, width_bucket(f.occurred_at, ${bounds}::timestamptz[]) - 1 AS day, ${PERSON} AS customer,
       CASE WHEN root.not_an_issue THEN NULL ELSE root.id END AS theme
     FROM ${COUNTED_MESSAGES} LEFT JOIN theme_assignment a ON a.statement_id = s.id LEFT JOIN theme leaf ON leaf.id = a.theme_id
     LEFT JOIN theme root ON root.id = leaf.root_id WHERE s.position = 0 AND ${where} ORDER BY f.occurred_at, f.id`,
    parameters,
  );
  const first = messages[0]?.day ?? 0;
  return { days: days.slice(first), messages: messages.map((message) => ({ ...message, day: message.day - first })) };
}
