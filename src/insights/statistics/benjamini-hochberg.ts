/**
 * Adjusted p-values (q) that hold the false discovery rate over all tests given (Benjamini and Hochberg 1995, JRSS B 57):
 * q(i) = min over j >= i of p(j) m / j, p sorted. A test is a discovery at rate r when q <= r. Order of the input is kept.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const q = new Array<number>(pValues.length);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const i = order[rank - 1]!;
    least = Math.min(least, pValues[i]! * (order.length / rank));
    q[i] = least;
  }
  return q;
}
