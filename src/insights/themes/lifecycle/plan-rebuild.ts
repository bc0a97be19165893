import type { FitInputs } from './fit-inputs.js';
import { type Birth, bornOf, ENGINE, type FitPlan, type Found, ruleOf, stabilityOf, withFixed } from './fit-plan.js';
import { row } from '../../embedding/matrix.js';
import { heirsOf, overlapsOf } from './heirs.js';
import type { LiveTheme } from './theme-centroids.js';

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
  const overlaps = overlapsOf(inputs.themes, found.assignments);
  const heirs = heirsOf(overlaps, new Set(live.map(({ id }) => id)));
  const births = found.themes.flatMap((theme, j) =>
    heirs.has(j) ? [] : [{ j, ...bornOf(theme, found.centroids, j) }],
  );
  const ids = found.themes.map((_, j) => heirs.get(j) ?? births.find((birth) => birth.j === j)!.id);
  const kept = new Set([...heirs.values(), ...touched]);
  const ended = live.filter(({ id, rootId }) => !kept.has(id) && rootId === id);
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
      ...births.map(bornEvent),
      ...[...heirs].map(([j, id]) => ({
        ...ENGINE,
        themeId: id,
        kind: 'rebuilt' as const,
        detail: { messages: found.themes[j]!.size },
      })),
      ...retired.map(({ id, into }) => ({ ...ENGINE, themeId: id, kind: 'retired' as const, detail: { into } })),
    ],
    sentences: 'all',
    assignAt: found.assignAt,
    stability: stabilityOf(inputs.themes, themes, (id) => id),
    rule: ruleOf(found, ids),
  };
}

function bornEvent({ id, label, size }: Birth): FitPlan['events'][number] {
  return { ...ENGINE, themeId: id, kind: 'born', detail: { label, messages: size } };
}

function whereTo(counts: Map<number, number> | undefined, ids: readonly string[]): string | null {
  const best = [...(counts ?? [])].filter(([j]) => j >= 0).sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return best ? ids[best[0]]! : null;
}
