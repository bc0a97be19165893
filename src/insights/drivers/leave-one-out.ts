import type { Interval } from '../../platform/statistics/interval.js';
import { quantile } from '../statistics/quantiles.js';
import { mulberry32 } from '../themes/mulberry32.js';
import { byCustomer, type ScoredContact } from './answers.js';

/** How far a theme pulls the score: the mean of all answers minus the mean without the theme's (share x gap). */
export interface Pull {
  effect: number;
  interval: Interval | null;
  n: number;
}

/**
 * Customers by kind: those whose answers have the same sums, of all and of each theme, are alike to every statistic here.
 * Themes of kind k are the entries from `start[k]` to `start[k + 1]`.
 */
interface Customers {
  /** The kind of each customer. */
  kind: Int32Array;
  sum: Float64Array;
  n: Float64Array;
  start: Int32Array;
  theme: Int32Array;
  themeSum: Float64Array;
  themeN: Float64Array;
}

const DRAWS = 1000;

/** Leave-one-out effect with a bootstrap interval over customers; null when all answers carry the theme. */
export function leaveOneOut(contacts: readonly ScoredContact[], theme: string, seed = 1): Pull | null {
  return leaveEachOut(contacts, [theme], seed)[0]!;
}

/**
 * The same for many themes from the same 1,000 seeded draws of customers with replacement (Davison and Hinkley 1997, 3.8):
 * percentile intervals; null where more than a tenth of the draws say nothing, or with fewer than two customers.
 */
export function leaveEachOut(contacts: readonly ScoredContact[], themes: readonly string[], seed = 1): (Pull | null)[] {
  const customers = customersOf(contacts, themes);
  const once = new Int32Array(customers.n.length);
  for (const kind of customers.kind) once[kind]! += 1;
  const whole = pullsOf(customers, once, themes.length);
  const draws = customers.kind.length < 2 ? [] : bootstrap(customers, themes.length, seed);
  return themes.map((theme, j) => {
    const effect = whole[j]!;
    if (Number.isNaN(effect)) return null;
    const values = draws.map((draw) => draw[j]!).filter((value) => !Number.isNaN(value));
    const n = contacts.filter((contact) => contact.themes.includes(theme)).length;
    return { effect, n, interval: values.length < 0.9 * DRAWS ? null : middle95(values) };
  });
}

function middle95(values: readonly number[]): Interval {
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, 0.025)!, high: quantile(sorted, 0.975)! };
}

function customersOf(contacts: readonly ScoredContact[], themes: readonly string[]): Customers {
  const place = new Map(themes.map((theme, j) => [theme, j]));
  const kinds = new Map<string, { kind: number; sums: Sums }>();
  const kind = byCustomer(contacts).map((answers) => {
    const sums = sumsOf(
      answers.map((c) => contacts[c]!),
      place,
    );
    const key = [sums.sum, sums.n, ...sums.themes.flatMap(({ theme, sum, n }) => [theme, sum, n])].join(' ');
    const known = kinds.get(key);
    if (known) return known.kind;
    kinds.set(key, { kind: kinds.size, sums });
    return kinds.size - 1;
  });
  const all = [...kinds.values()].map(({ sums }) => sums);
  const entries = all.flatMap((sums) => sums.themes);
  const start = new Int32Array(all.length + 1);
  all.forEach((sums, k) => (start[k + 1] = start[k]! + sums.themes.length));
  return {
    kind: Int32Array.from(kind),
    sum: Float64Array.from(all, ({ sum }) => sum),
    n: Float64Array.from(all, ({ n }) => n),
    start,
    theme: Int32Array.from(entries, ({ theme }) => theme),
    themeSum: Float64Array.from(entries, ({ sum }) => sum),
    themeN: Float64Array.from(entries, ({ n }) => n),
  };
}

/** Sums of one customer's answers: all of them, and those of each theme by its position, in order. */
interface Sums {
  sum: number;
  n: number;
  themes: { theme: number; sum: number; n: number }[];
}

function sumsOf(answers: readonly ScoredContact[], place: ReadonlyMap<string, number>): Sums {
  const own = new Map<number, { theme: number; sum: number; n: number }>();
  for (const { score, themes } of answers)
    for (const name of new Set(themes)) {
      const theme = place.get(name);
      if (theme === undefined) continue;
      const { sum, n } = own.get(theme) ?? { sum: 0, n: 0 };
      own.set(theme, { theme, sum: sum + score, n: n + 1 });
    }
  return {
    sum: answers.reduce((sum, { score }) => sum + score, 0),
    n: answers.length,
    themes: [...own.values()].sort((a, b) => a.theme - b.theme),
  };
}

function bootstrap(customers: Customers, themes: number, seed: number): Float64Array[] {
  const { kind } = customers;
  const random = mulberry32(seed);
  return Array.from({ length: DRAWS }, () => {
    const drawn = new Int32Array(customers.n.length);
    for (let i = 0; i < kind.length; i++) drawn[kind[Math.floor(random() * kind.length)]!]! += 1;
    return pullsOf(customers, drawn, themes);
  });
}

/** Mean of all minus mean without each theme, over so many customers of each kind; NaN where nothing is left. */
function pullsOf(customers: Customers, times: Int32Array, themes: number): Float64Array {
  const { start, theme, themeSum, themeN } = customers;
  const sums = new Float64Array(themes);
  const counts = new Float64Array(themes);
  let sum = 0;
  let n = 0;
  for (let k = 0; k < times.length; k++) {
    const drawn = times[k]!;
    sum += drawn * customers.sum[k]!;
    n += drawn * customers.n[k]!;
    for (let entry = start[k]!; entry < start[k + 1]!; entry++) {
      const j = theme[entry]!;
      sums[j]! += drawn * themeSum[entry]!;
      counts[j]! += drawn * themeN[entry]!;
    }
  }
  return sums.map((own, j) => (n > counts[j]! ? sum / n - (sum - own) / (n - counts[j]!) : NaN));
}
