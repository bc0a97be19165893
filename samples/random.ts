/** A seeded source of chance. `fork(name)` starts an independent stream, so that one topic's draws never shift another's. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [from, to], both included. */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One item, with a probability proportional to its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T;
  normal(): number;
  /** Log-normal with the given median; sigma is the standard deviation of the logarithm. */
  logNormal(median: number, sigma: number): number;
  poisson(mean: number): number;
  shuffled<T>(items: readonly T[]): T[];
  fork(name: string): Random;
}

/** FNV-1a, 32 bit: turns a stream's name into a seed. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for invented tickets, the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Knuth's method; the means here stay below 30. */
function drawPoisson(mean: number, next: () => number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count++;
  return count;
}

function drawWeighted<T>(items: readonly T[], weightOf: (item: T) => number, next: () => number): T {
  const total = items.reduce((sum, item) => sum + weightOf(item), 0);
  let rest = next() * total;
  for (const item of items) {
    rest -= weightOf(item);
    if (rest < 0) return item;
  }
  return lastOf(items);
}

function lastOf<T>(items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('cannot pick from an empty list');
  return items[items.length - 1] as T;
}

/** The same seed gives the same draws on every machine. */
export function createRandom(seed: number): Random {
  const next = mulberry32(seed);
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between,
    normal,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? lastOf(items),
    weighted: (items, weightOf) => drawWeighted(items, weightOf, next),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson: (mean) => drawPoisson(mean, next),
    shuffled: (items) => {
      const keyed = items.map((item) => ({ item, key: next() }));
      return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
    },
    fork: (name) => createRandom(hash(`${seed}/${name}`)),
  };
}

/** Deals every item once before any item a second time, in a new order each round. */
export function dealer<T>(items: readonly T[], random: Random): () => T {
  let deck: T[] = [];
  return () => {
    if (deck.length === 0) deck = random.shuffled(items);
    const card = deck.pop();
    return card ?? lastOf(items);
  };
}
