import gammaln from '@stdlib/math-base-special-gammaln';

/** Two groups and two outcomes: `a` of `a + b` in the first, `c` of `c + d` in the second. */
export interface FourfoldTable {
  a: number;
  b: number;
  c: number;
  d: number;
}

function logChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}

/**
 * Fisher's exact test, two-sided: the sum of the hypergeometric probabilities, at the margins given, of all tables no more
 * likely than this one. Counts must be whole.
 */
export function fisherExact({ a, b, c, d }: FourfoldTable): number {
  const first = a + b;
  const second = c + d;
  const yes = a + c;
  const all = logChoose(first + second, yes);
  const logProbability = (x: number) => logChoose(first, x) + logChoose(second, yes - x) - all;
  const observed = logProbability(a) + 1e-7;
  let p = 0;
  for (let x = Math.max(0, yes - second); x <= Math.min(first, yes); x++) {
    const log = logProbability(x);
    if (log <= observed) p += Math.exp(log);
  }
  return Math.min(1, p);
}

/** Log odds ratio with half a count added to each cell (Haldane 1956, Anscombe 1956) and its standard error (Woolf 1955). */
export function logOddsRatio({ a, b, c, d }: FourfoldTable): { log: number; error: number } {
  const cells = [a, b, c, d].map((count) => count + 0.5) as [number, number, number, number];
  const log = Math.log((cells[0] * cells[3]) / (cells[1] * cells[2]));
  return { log, error: Math.sqrt(cells.reduce((sum, cell) => sum + 1 / cell, 0)) };
}
