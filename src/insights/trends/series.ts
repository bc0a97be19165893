/** Daily contacts (customers) of one thing: theme, area, product, channel. Index = day; all series of a table are equally long. */
export interface Series {
  id: string;
  counts: readonly number[];
}

/** Days from (included) to (excluded). */
export interface Days {
  from: number;
  to: number;
}

/** The sum over a span, days in `without` left out. */
export function total(counts: readonly number[], { from, to }: Days, without?: ReadonlySet<number>): number {
  let sum = 0;
  for (let day = Math.max(0, from); day < to; day++) if (!without?.has(day)) sum += counts[day]!;
  return sum;
}

const QUIET_CAP = 3;
const CAP_FACTOR = 4;
const CAP_DAYS = 56;

/** At most what a thing may add to the volume of a day: a burst of one theme must not make all others look low. */
function capped(counts: readonly number[]): number[] {
  let recent = 0;
  return counts.map((count, day) => {
    const mean = recent / Math.max(1, Math.min(day, CAP_DAYS));
    recent += count - (counts[day - CAP_DAYS] ?? 0);
    return Math.min(count, Math.max(QUIET_CAP, CAP_FACTOR * (mean + 0.5)));
  });
}

/** What the service was busy with each day, all things added up with bursts cut; `own` is what each thing added. */
export interface Volume {
  all: readonly number[];
  own: ReadonlyMap<string, readonly number[]>;
}

/** The exposure against which each thing is judged; `rest` are contacts that belong to no thing. */
export function volumeOf(series: readonly Series[], rest: readonly number[] = []): Volume {
  const own = new Map(series.map(({ id, counts }) => [id, capped(counts)] as const));
  const days = Math.max(rest.length, ...series.map(({ counts }) => counts.length), 0);
  const all = Array.from({ length: days }, (_, day) => rest[day] ?? 0);
  for (const counts of own.values()) counts.forEach((count, day) => (all[day]! += count));
  return { all, own };
}

/** Contacts about anything else in a span. */
export function others({ all, own }: Volume, id: string, days: Days, without?: ReadonlySet<number>): number {
  const mine = own.get(id);
  return total(all, days, without) - (mine ? total(mine, days, without) : 0);
}
