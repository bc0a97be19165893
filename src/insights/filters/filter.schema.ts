import { z } from 'zod';
import type { Period } from '../../platform/periods.js';

const time = z.iso.datetime({ offset: true });
const value = z.string().trim().min(1).max(300);

/** The same words for the same things in every list and figure. */
export const PeriodQuery = {
  from: time.optional().describe('Start, included. 28 days before `to` when absent.'),
  to: time.optional().describe('End, not included. Now when absent.'),
};
export const FilterQuery = {
  product: value.optional(),
  channel: value.optional(),
  plan: value.optional(),
  language: value.optional(),
  stage: value.optional(),
  tag: value.optional(),
  theme: z.uuid().optional().describe('Only what is about this theme, or about what was merged into it.'),
};
/** Tickets also know the team that handled them. */
export const TicketFilterQuery = { ...FilterQuery, team: value.optional().describe('Team that handled the ticket.') };
export const FieldsQuery = {
  fields: z.string().max(500).optional().describe('Only these fields of each item, as `id,label`.'),
};

export const ORDER = { message: 'from must be earlier than to', path: ['to'] };
export function ordered(query: { from?: string | undefined; to?: string | undefined }): boolean {
  return !query.from || !query.to || Date.parse(query.from) < Date.parse(query.to);
}

const DEFAULT_DAYS = 28;
const DAY_MS = 86_400_000;

/** The half-open period that a query asks for. */
export function periodOf(query: { from?: string | undefined; to?: string | undefined }, now: Date): Period {
  const to = query.to ? new Date(query.to) : now;
  return { from: query.from ? new Date(query.from) : new Date(to.getTime() - DEFAULT_DAYS * DAY_MS), to };
}

const NAMES = ['product', 'channel', 'plan', 'language', 'stage', 'tag', 'team'] as const;
type FilterValues = Partial<Record<(typeof NAMES)[number], string | undefined>>;

/** The dimensions of a query without those that it leaves open. */
export function dimensionsOf(query: FilterValues): Partial<Record<(typeof NAMES)[number], string>> {
  const given = NAMES.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]] as const]));
  return Object.fromEntries(given) as Partial<Record<(typeof NAMES)[number], string>>;
}

/** The address that lists what a number rests on: the same period and filter. */
export function evidenceUrl(path: string, period: Period, filter: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams({ from: period.from.toISOString(), to: period.to.toISOString() });
  for (const [name, wanted] of Object.entries(filter)) if (wanted !== undefined) query.set(name, wanted);
  return `${path}?${query.toString()}`;
}
