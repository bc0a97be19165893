import type { EntityManager } from 'typeorm';
import { countAll } from '../../insights/themes/reading/period-themes.js';
import { countThemes } from '../../insights/themes/reading/theme-messages.js';
import { weekOf } from '../../platform/periods.js';

/** Weeks that pages of actions show. */
export const SHOWN_WEEKS = 26;
const HALF_WEEK_MS = 3.5 * 86_400_000;

export interface WeekOfThemes {
  /** Monday of each week, oldest first; the last week is the last complete one. */
  starts: Date[];
  /** Contacts a week by theme; a theme without contacts has zeros. */
  contacts: Map<string, number[]>;
}

/**
 * Contacts of themes in the last complete weeks of a zone. Weeks before the first contact of all are
 * left out: nothing was connected yet, which is not the same as no contacts.
 */
export async function weeksOfThemes(
  em: EntityManager,
  themeIds: string[],
  { weeks = SHOWN_WEEKS, zone, now }: { weeks?: number; zone: string; now: Date },
): Promise<WeekOfThemes> {
  const bounds = [weekOf(now, zone).from];
  while (bounds.length <= weeks) bounds.unshift(weekOf(new Date(bounds[0]!.getTime() - HALF_WEEK_MS), zone).from);
  const contacts = new Map(themeIds.map((id) => [id, new Array<number>(weeks).fill(0)]));
  const counts = themeIds.length ? await countThemes(em, bounds, { themeIds }) : [];
  for (const { themeId, index, contacts: n } of counts) contacts.get(themeId)![index] = n;
  const totals = await countAll(em, bounds);
  const first = totals.findIndex((total) => total.contacts > 0);
  const start = first === -1 ? weeks : first;
  for (const [id, values] of contacts) contacts.set(id, values.slice(start));
  return { starts: bounds.slice(start, -1), contacts };
}
