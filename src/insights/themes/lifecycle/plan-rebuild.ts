import type { FitInputs } from './fit-inputs.js';
import { bornOf, ENGINE, type FitPlan, type Found, ruleOf, stabilityOf, withFixed } from './fit-plan.js';
import { row } from '../../embedding/matrix.js';
import type { LiveTheme } from './theme-centroids.js';

/** A new theme takes over the identity of an old one when it holds at least half of its messages. */
const LEAST_SHARE = 0.5;

/**
 * The plan after a new search among many more messages: a found theme that holds at least half of an old one's messages takes
 * over its identity (the largest overlap first, one to one). An old theme that nothing takes over stays when people have
 * touched it, and otherwise ends with a link to where most of its messages went.
 */
export function planRebuild(
  inputs: FitInputs,
  live: readonly LiveTheme[],
  touched: ReadonlySet<string>,
  found: Found,
): FitPlan {
  const overlaps = overlapsOf(inputs, found.assignments);
  const heirs = heirsOf(overlaps, new Set(live.map(({ id }) => id)));
  const births = found.themes.flatMap((theme, j) =>
    heirs.has(j) ? [] : [{ j, ...bornOf(theme, found.centroids, j) }],
  );
  const ids = found.themes.map((_, j) => heirs.get(j) ?? births.find((birth) => birth.j === j)!.id);
  const ended = live.filter(({ id, rootId }) => ![...heirs.values()].includes(id) && !touched.has(id) && rootId === id);
  const retired = ended.map(({ id }) => ({ id, into: whereTo(overlaps.get(id), ids) }));
  const themes = withFixed(
    inputs,
    Array.from(found.assignments, (j) => (j < 0 ? null : ids[j]!)),
  );
  return {
    births: births.map(({ j: _, ...birth }) => birth),
    moves: [...heirs].map(([j, id]) => ({ id, centroid: row(found.centroids, j).slice() })),
    suggestions: [...heirs].map(([j, id]) => ({ id, relabel: false, ...found.themes[j]! })),
    retired,
    proposals: [],
    themes,
    events: [
      ...births.map(({ id, label, size }) => ({
        ...ENGINE,
        themeId: id,
        kind: 'born' as const,
        detail: { label, messages: size },
      })),
      ...[...heirs].map(([j, id]) => ({
        ...ENGINE,
        themeId: id,
        kind: 'rebuilt' as const,
        detail: { messages: found.themes[j]!.size },
      })),
      ...retired.map(({ id, into }) => ({ ...ENGINE, themeId: id, kind: 'retired' as const, detail: { into } })),
    ],
    sentences: 'all',
    stability: stabilityOf(inputs.themes, themes, (id) => id),
    rule: ruleOf(found, ids),
  };
}

/** Messages that each old theme shares with each found one. */
function overlapsOf(inputs: FitInputs, assignments: ArrayLike<number>): Map<string, Map<number, number>> {
  const overlaps = new Map<string, Map<number, number>>();
  inputs.themes.forEach((id, i) => {
    if (id === null) return;
    const counts = overlaps.get(id) ?? new Map<number, number>();
    counts.set(assignments[i]!, (counts.get(assignments[i]!) ?? 0) + 1);
    overlaps.set(id, counts);
  });
  return overlaps;
}

function heirsOf(overlaps: Map<string, Map<number, number>>, live: ReadonlySet<string>): Map<number, string> {
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

function whereTo(counts: Map<number, number> | undefined, ids: readonly string[]): string | null {
  const best = [...(counts ?? [])].filter(([j]) => j >= 0).sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return best ? ids[best[0]]! : null;
}
