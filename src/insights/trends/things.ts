import type { EntityManager } from 'typeorm';
import { daysIn, type Period } from '../../platform/periods.js';
import { bind, COUNTED_ROWS, DIMENSIONS, type MessageFilter, rowsWithin } from '../themes/reading/theme-messages.js';

/** What can be counted over time: themes and areas, and every value of a dimension. */
export const THINGS = ['theme', 'area', ...DIMENSIONS] as const;
export type Thing = (typeof THINGS)[number];

/** Daily counts of every thing over local days; index = day. */
export interface ThingDays {
  /** Bounds of the days, ascending: one more than there are days. */
  bounds: Date[];
  things: { id: string; contacts: number[]; customers: number[] }[];
  /** All contacts and customers, in a thing or not. */
  total: { contacts: number[]; customers: number[] };
}

const VALUE: Record<Thing, string> = {
  theme: 'leaf.root_id::text',
  area: 'root.area_id::text',
  product: 'm.product',
  channel: 'm.channel',
  plan: 'm.plan',
  language: 'm.language',
  stage: 'm.stage',
};

interface Row {
  id: string | null;
  day: number;
  contacts: number;
  customers: number;
}

/** Counts contacts and customers of each thing and of all, by local day. Themes that are no issue are left out. */
export async function thingDays(
  em: EntityManager,
  thing: Thing,
  { period, zone, filter }: { period: Period; zone: string; filter: MessageFilter },
): Promise<ThingDays> {
  const days = daysIn(period, zone);
  const bounds = [...days.map(({ from }) => from), days.at(-1)!.to];
  const parameters: unknown[] = [];
  const cuts = bind(parameters, bounds);
  const where = rowsWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, filter);
  const rows = await em.query<Row[]>(
    `WITH m AS MATERIALIZED (SELECT ${VALUE[thing]} AS id, root.not_an_issue, m.position, width_bucket(m.occurred_at, ${cuts}::timestamptz[]) - 1 AS day,
         m.contact, m.person
       FROM ${COUNTED_ROWS} LEFT JOIN theme leaf ON leaf.id = m.theme_id LEFT JOIN theme root ON root.id = leaf.root_id WHERE ${where})
     SELECT id, day, count(DISTINCT contact)::int AS contacts, count(DISTINCT person)::int AS customers FROM m
     WHERE id IS NOT NULL AND not_an_issue IS NOT TRUE GROUP BY id, day
     UNION ALL SELECT NULL, day, count(DISTINCT contact)::int, count(DISTINCT person)::int FROM m WHERE position = 0 GROUP BY day`,
    parameters,
  );
  const zeros = () => new Array<number>(days.length).fill(0);
  const counts = new Map<string | null, { contacts: number[]; customers: number[] }>([
    [null, { contacts: zeros(), customers: zeros() }],
  ]);
  for (const { id, day, contacts, customers } of rows) {
    const known = counts.get(id) ?? { contacts: zeros(), customers: zeros() };
    counts.set(id, known);
    known.contacts[day] = contacts;
    known.customers[day] = customers;
  }
  const total = counts.get(null)!;
  counts.delete(null);
  return { bounds, total, things: [...counts].map(([id, own]) => ({ id: id!, ...own })) };
}
