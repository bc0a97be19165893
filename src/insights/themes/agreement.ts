/**
 * Adjusted Rand index of two groupings (Hubert and Arabie 1985): 1 the same, 0 what chance gives. Negative numbers are
 * unassigned and count as groups of one.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [singletons(a), singletons(b)];
  const both = new Map<string, number>();
  const [inX, inY] = [new Map<number, number>(), new Map<number, number>()];
  x.forEach((group, i) => {
    count(both, `${group} ${y[i]}`);
    count(inX, group);
    count(inY, y[i]!);
  });
  const [together, rows, columns] = [pairs(both), pairs(inX), pairs(inY)];
  const expected = (rows * columns) / Math.max(1, (x.length * (x.length - 1)) / 2);
  const most = (rows + columns) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** B-cubed F1 (Bagga and Baldwin 1998): harmonic mean of how pure the found group of a message is and how much of its true group it holds. */
export function bCubed(found: ArrayLike<number>, truth: ArrayLike<number>): number {
  const [x, y] = [singletons(found), singletons(truth)];
  const both = new Map<string, number>();
  const [inX, inY] = [new Map<number, number>(), new Map<number, number>()];
  x.forEach((group, i) => {
    count(both, `${group} ${y[i]}`);
    count(inX, group);
    count(inY, y[i]!);
  });
  let [precision, recall] = [0, 0];
  x.forEach((group, i) => {
    const common = both.get(`${group} ${y[i]}`)!;
    precision += common / inX.get(group)! / x.length;
    recall += common / inY.get(y[i]!)! / x.length;
  });
  return (2 * precision * recall) / (precision + recall);
}

function singletons(groups: ArrayLike<number>): number[] {
  return Array.from(groups, (group, i) => (group < 0 ? -1 - i : group));
}

function count<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairs<K>(counts: Map<K, number>): number {
  let sum = 0;
  for (const n of counts.values()) sum += (n * (n - 1)) / 2;
  return sum;
}
