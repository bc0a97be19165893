import type { EntityManager } from 'typeorm';
import { daysIn, type Period } from '../../platform/periods.js';
import { countAll } from '../themes/reading/period-themes.js';
import { countThemes, type MessageFilter } from '../themes/reading/theme-messages.js';
import type { Series } from './series.js';

/** Daily contacts of every theme over local days, and of what belongs to none. */
export interface ThemeDays {
  /** Bounds of the days, ascending: one more than there are days. */
  bounds: Date[];
  series: Series[];
  /** Contacts in no theme, by day. */
  rest: number[];
}

/** Days before the first contact of all are left out: nothing was connected yet, which is not the same as nobody asking. */
export async function themeDays(
  em: EntityManager,
  period: Period,
  zone: string,
  filter: MessageFilter = {},
): Promise<ThemeDays> {
  const days = daysIn(period, zone);
  const bounds = [...days.map(({ from }) => from), days.at(-1)!.to];
  const totals = (await countAll(em, bounds, filter)).map(({ contacts }) => contacts);
  const first = Math.max(
    0,
    totals.findIndex((contacts) => contacts > 0),
  );
  const byTheme = Map.groupBy(await countThemes(em, bounds, filter), ({ themeId }) => themeId);
  const series = [...byTheme].map(([id, counts]) => {
    const row = new Array<number>(days.length).fill(0);
    for (const { index, contacts } of counts) row[index] = contacts;
    return { id, counts: row.slice(first) };
  });
  const rest = totals
    .slice(first)
    .map((all, day) => Math.max(0, all - series.reduce((sum, { counts }) => sum + counts[day]!, 0)));
  return { bounds: bounds.slice(first), series, rest };
}
