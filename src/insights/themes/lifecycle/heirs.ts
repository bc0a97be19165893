/** A new theme takes over the identity of an old one when it holds at least half of its messages. */
const LEAST_SHARE = 0.5;

/** Messages that each old theme shares with each found one; `themes` and `assignments` speak of the same messages. */
export function overlapsOf(
  themes: readonly (string | null)[],
  assignments: ArrayLike<number>,
): Map<string, Map<number, number>> {
  const overlaps = new Map<string, Map<number, number>>();
  themes.forEach((id, i) => {
    if (id === null) return;
    const counts = overlaps.get(id) ?? new Map<number, number>();
    counts.set(assignments[i]!, (counts.get(assignments[i]!) ?? 0) + 1);
    overlaps.set(id, counts);
  });
  return overlaps;
}

/** Which living theme each found one carries on: the largest overlap first, one to one. */
export function heirsOf(
  overlaps: ReadonlyMap<string, ReadonlyMap<number, number>>,
  live: ReadonlySet<string>,
): Map<number, string> {
  const pairs = [...overlaps].flatMap(([id, counts]) => {
    const size = [...counts.values()].reduce((sum, n) => sum + n, 0);
    return [...counts]
      .filter(([j, n]) => j >= 0 && live.has(id) && n >= LEAST_SHARE * size)
      .map(([j, n]) => ({ id, j, n }));
  });
  pairs.sort((a, b) => b.n - a.n || a.j - b.j || (a.id < b.id ? -1 : 1));
  const heirs = new Map<number, string>();
  const used = new Set<string>();
  for (const { id, j } of pairs) {
    if (heirs.has(j) || used.has(id)) continue;
    heirs.set(j, id);
    used.add(id);
  }
  return heirs;
}
