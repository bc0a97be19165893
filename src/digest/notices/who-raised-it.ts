import type { EntityManager } from 'typeorm';
import { CONTACT, COUNTED, THEME_MESSAGES } from '../../insights/themes/reading/theme-messages.js';

/** Who wrote longer ago than this before the fix has forgotten, or found another way. */
const LONGEST_BEFORE_DAYS = 180;

export interface Raiser {
  customerId: string;
  name: string | null;
  email: string | null;
  contacts: number;
  /** Their last ticket about it, when it was a ticket. */
  ticketId: string | null;
}

/** Customers who raised a theme in the half year before it was fixed, most contacts first. */
export function whoRaised(em: EntityManager, themeId: string, shippedAt: Date): Promise<Raiser[]> {
  return em.query<Raiser[]>(
    `SELECT f.customer_id AS "customerId", p.name, p.email, count(DISTINCT ${CONTACT})::int AS contacts,
       (array_agg(f.ticket_id ORDER BY f.occurred_at DESC) FILTER (WHERE f.ticket_id IS NOT NULL))[1] AS "ticketId"
     FROM ${THEME_MESSAGES} JOIN customer c ON c.id = f.customer_id LEFT JOIN customer_profile p ON p.customer_id = c.id
     WHERE leaf.root_id = $1 AND f.occurred_at < $2 AND f.occurred_at >= $2::timestamptz - make_interval(days => $3) AND ${COUNTED}
     GROUP BY f.customer_id, p.name, p.email ORDER BY contacts DESC, f.customer_id`,
    [themeId, shippedAt, LONGEST_BEFORE_DAYS],
  );
}

export interface PersonHistory {
  person: string;
  /** Last survey or notice that reached them. */
  lastMailAt: Date | null;
  hasOptedOut: boolean;
}

/** Scopes under which somebody ended our mails. Who does not want surveys does not want notices either. */
export const NOTICE_SCOPES = ['all', 'survey', 'notice'];

/** When each person last got a survey or a notice, and who wants none. */
export async function historiesOfPeople(em: EntityManager, people: string[]): Promise<Map<string, PersonHistory>> {
  const rows = await em.query<PersonHistory[]>(
    `SELECT p.person,
       greatest((SELECT max(coalesce(i.sent_at, i.due_at, i.created_at)) FROM invitation i WHERE i.person = p.person AND i.withdrawn_at IS NULL),
         (SELECT max(r.told_at) FROM customer_notice_recipient r WHERE r.person = p.person)) AS "lastMailAt",
       EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = p.person AND s.scope = ANY ($2)) AS "hasOptedOut"
     FROM unnest($1::text[]) AS p (person)`,
    [people, NOTICE_SCOPES],
  );
  return new Map(rows.map((row) => [row.person, row]));
}
