/** One line of a drill's table: what is promised, what was seen, and whether that is enough. */
export interface Finding {
  what: string;
  wanted: string;
  seen: string;
  isMet: boolean;
}

/** A promise that can be tried: prints a table, and fails when one line is missed. */
export interface Drill {
  id: string;
  promise: string;
  run(options: { isLong: boolean }): Promise<Finding[]>;
}

export function exactly(what: string, wanted: number, seen: number): Finding {
  return { what, wanted: String(wanted), seen: String(seen), isMet: seen === wanted };
}

export function atMost(what: string, wanted: number, seen: number, unit = ''): Finding {
  return { what, wanted: `<= ${wanted}${unit}`, seen: `${Math.round(seen * 100) / 100}${unit}`, isMet: seen <= wanted };
}

export function atLeast(what: string, wanted: number, seen: number, unit = ''): Finding {
  return { what, wanted: `>= ${wanted}${unit}`, seen: `${Math.round(seen * 100) / 100}${unit}`, isMet: seen >= wanted };
}

/** Runs `work` on all items, at most `width` at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
