import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Period } from '../../platform/periods.js';
import type { FilterChoice } from './filter-choices.service.js';

const value = z.string().trim().min(1).max(300);
const time = z.iso.datetime({ offset: true });

/** Forms send what was left open as an empty text. */
export const blank = <T extends z.ZodType>(schema: T) =>
  z.preprocess((given) => (given === '' ? undefined : given), schema.optional());

/** Lengths of a period that people choose from. */
const LENGTHS = [
  [7, '7 days'],
  [28, '28 days'],
  [84, '12 weeks'],
  [182, '26 weeks'],
  [364, '52 weeks'],
] as const;
const DAYS = LENGTHS.map(([days]) => String(days)) as [string, ...string[]];

/** What the filter bar of a page sends: so many days up to a day (today when absent), and dimensions. */
export const PageFilterQuery = {
  days: blank(z.enum(DAYS)),
  until: blank(z.iso.date()).describe('Last day, included.'),
  from: blank(time).describe('An exact period, as links from figures give it.'),
  to: blank(time),
  product: blank(value),
  channel: blank(value),
  plan: blank(value),
  team: blank(value),
};
export type PageFilter = z.infer<z.ZodObject<typeof PageFilterQuery>>;

/** The half-open period that is asked for; without anything, `preset` days up to now. */
export function pagePeriod(
  query: PageFilter,
  { now, zone, preset = 28 }: { now: Date; zone: string; preset?: number },
) {
  const days = Number(query.days ?? preset);
  const to = query.to ? new Date(query.to) : endOf(query.until, now, zone);
  const from = query.from ? new Date(query.from) : DateTime.fromJSDate(to, { zone }).minus({ days }).toJSDate();
  return from < to ? { from, to } : { from: DateTime.fromJSDate(to, { zone }).minus({ days }).toJSDate(), to };
}

/** A day that is not over yet ends now. */
function endOf(until: string | undefined, now: Date, zone: string): Date {
  const end = until ? DateTime.fromISO(until, { zone }).plus({ days: 1 }).toJSDate() : now;
  return end < now ? end : now;
}

/** The query of a link to a page with the same filter; a change of null takes a field out. */
export function pageQuery(query: PageFilter, changes: Record<string, string | null | undefined> = {}): string {
  const given = Object.entries({ ...query, ...changes }).filter((entry): entry is [string, string] => !!entry[1]);
  const text = new URLSearchParams(given).toString();
  return text && `?${text}`;
}

export type FilterField = 'product' | 'channel' | 'plan' | 'team';
const FIELDS: Record<FilterField, string> = { product: 'Product', channel: 'Channel', plan: 'Plan', team: 'Team' };

export interface FilterBarOrder {
  action: string;
  preset?: number;
  choices: readonly FilterChoice[];
  fields?: readonly FilterField[];
  /** Kept when another filter is chosen. */
  hidden?: Record<string, string | undefined>;
}

/** What the template of the filter bar shows. */
export function filterBar(query: PageFilter, order: FilterBarOrder) {
  const { action, preset = 28, choices, fields = ['product', 'channel', 'plan', 'team'], hidden = {} } = order;
  const days = Number(query.days ?? preset);
  const isExact = Boolean(query.from || query.to);
  return {
    action,
    isExact,
    periods: LENGTHS.map(([length, label]) => ({ value: length, label, isChosen: !isExact && length === days })),
    until: query.until ?? '',
    selects: fields
      .map((name) => ({ name, label: FIELDS[name], options: optionsOf(name, query[name], choices) }))
      .filter(({ options }) => options.length > 0),
    hidden: Object.entries(hidden).flatMap(([name, kept]) => (kept ? [{ name, value: kept }] : [])),
    isNarrowed: isExact || Boolean(query.until) || days !== preset || fields.some((name) => query[name]),
  };
}

function optionsOf(name: FilterField, chosen: string | undefined, choices: readonly FilterChoice[]) {
  const values = choices.filter((choice) => choice.name === name).map((choice) => choice.value);
  const all = chosen && !values.includes(chosen) ? [chosen, ...values] : values;
  return all.map((one) => ({ value: one, isChosen: one === chosen }));
}

/** The dimensions of a page's filter without what was left open. */
export function pageDimensions({ product, channel, plan, team }: PageFilter): Partial<Record<FilterField, string>> {
  return Object.fromEntries(Object.entries({ product, channel, plan, team }).filter(([, wanted]) => wanted));
}

/** "26 Oct to 23 Nov 2026": the first and last day that a period touches. */
export function periodWords({ from, to }: Period, zone: string): string {
  const first = DateTime.fromJSDate(from, { zone }).setLocale('en-GB');
  const last = DateTime.fromJSDate(new Date(to.getTime() - 1), { zone }).setLocale('en-GB');
  const start = first.toFormat(first.year === last.year ? 'd LLL' : 'd LLL yyyy');
  return `${start} to ${last.toFormat('d LLL yyyy')}`;
}
