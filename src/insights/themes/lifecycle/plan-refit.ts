import { row } from '../../embedding/matrix.js';
import type { FitInputs } from './fit-inputs.js';
import { bornOf, ENGINE, type FitPlan, stabilityOf, withFixed } from './fit-plan.js';
import type { RefitInput, RefitOutput } from './refit.js';
import type { LiveTheme, LiveThemes } from './theme-centroids.js';

/** Messages shown for each half of a proposed split. */
const SPLIT_EXAMPLES = 5;

/** What the weekly refit is asked, in numbers: themes by their position among the live ones. */
export function refitInput(
  inputs: FitInputs,
  { themes, centroids, assignAt }: LiveThemes,
  neverMerge: [number, number][],
  seed: number,
): RefitInput {
  const place = new Map(themes.map(({ id }, j) => [id, j]));
  const silenced = new Set(themes.filter(({ notAnIssue }) => notAnIssue).map(({ id }) => id));
  const where = (keep: (theme: LiveTheme) => boolean) => Array.from(themes.keys()).filter((j) => keep(themes[j]!));
  return {
    vectors: inputs.vectors,
    texts: inputs.texts,
    people: inputs.people,
    current: Int32Array.from(inputs.themes, (id) => (id === null ? -1 : (place.get(id) ?? -1))),
    fixed: Array.from(inputs.fixed.keys()).filter((i) => inputs.fixed[i]),
    centroids,
    pinned: where(({ pinned }) => pinned),
    notAnIssue: where(({ rootId, notAnIssue }) => notAnIssue || silenced.has(rootId)),
    neverMerge,
    assignAt,
    seed,
  };
}

/** Turns the numbers of a refit back into themes: old ones keep their identity, births get one. */
export function planRefit(inputs: FitInputs, { themes: live, assignAt }: LiveThemes, found: RefitOutput): FitPlan {
  const sizes = new Int32Array(found.centroids.rows);
  for (const j of found.assignments) if (j >= 0) sizes[j]!++;
  const births = found.births.map(({ theme }) =>
    bornOf({ ...found.names[theme]!, size: sizes[theme]! }, found.centroids, theme),
  );
  const ids = [...live.map(({ id }) => id), ...births.map(({ id }) => id)];
  const roots = new Map(live.map(({ id, rootId }) => [id, rootId]));
  const themes = withFixed(
    inputs,
    Array.from(found.assignments, (j) => (j < 0 ? null : ids[j]!)),
  );
  const suggestions = live.flatMap((theme, j) =>
    sizes[j]! > 0 ? [{ id: theme.id, relabel: mayRelabel(theme), ...found.names[j]! }] : [],
  );
  return {
    births,
    moves: live.map(({ id }, j) => ({ id, centroid: row(found.centroids, j).slice() })),
    suggestions,
    retired: [],
    proposals: proposalsOf(found, ids, inputs, live.length),
    themes,
    events: [
      ...births.map(({ id, label, size }, b) => ({
        ...ENGINE,
        themeId: id,
        kind: 'born' as const,
        detail: { label, messages: size, people: found.births[b]!.people },
      })),
      ...relabelled(live, suggestions),
    ],
    sentences: births.length > 0 ? 'unassigned' : 'none',
    assignAt: null,
    stability: stabilityOf(inputs.themes, themes, (id) => roots.get(id) ?? id),
    rule: ids.length > 0 ? { ids, centroids: found.centroids, space: null, assignAt } : null,
  };
}

/** While a theme is still emerging its few messages may have given it a poor name. */
function mayRelabel({ state, namedBy }: LiveTheme): boolean {
  return state === 'emerging' && namedBy === 'engine';
}

function relabelled(live: readonly LiveTheme[], suggestions: FitPlan['suggestions']): FitPlan['events'] {
  const labels = new Map(live.map(({ id, label }) => [id, label]));
  return suggestions
    .filter(({ id, relabel, label }) => relabel && label !== labels.get(id))
    .map(({ id, label }) => ({
      ...ENGINE,
      themeId: id,
      kind: 'renamed' as const,
      detail: { from: labels.get(id), to: label },
    }));
}

function proposalsOf(
  found: RefitOutput,
  ids: readonly string[],
  inputs: FitInputs,
  known: number,
): FitPlan['proposals'] {
  const merges = found.mergeProposals.map(({ a, b, cosine }) => ({
    kind: 'merge' as const,
    themeId: ids[a]!,
    otherThemeId: ids[b]!,
    similarity: cosine,
    evidence: {},
  }));
  // A theme of this very fit is not proposed for a split: nobody has seen it whole yet.
  const splits = found.splitProposals
    .filter(({ theme }) => theme < known)
    .map(({ theme, parts, cosine }) => ({
      kind: 'split' as const,
      themeId: ids[theme]!,
      otherThemeId: null,
      similarity: cosine,
      evidence: {
        parts: parts.map((part) => ({
          messages: part.length,
          examples: part.slice(0, SPLIT_EXAMPLES).map((i) => inputs.ids[i]!),
        })),
      },
    }));
  return [...merges, ...splits];
}
