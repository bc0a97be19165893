import { randomUUID } from 'node:crypto';
import { row, type Matrix } from '../../embedding/matrix.js';
import type { ThemeName } from '../naming/name-themes.js';
import type { FitInputs } from './fit-inputs.js';
import { DISCOVERY } from '../parameters.js';
import type { Space } from '../space.js';
import type { NewThemeEvent } from './theme-log.js';

/** A theme that a fit found. */
export interface Birth extends ThemeName {
  id: string;
  centroid: Float32Array;
  size: number;
}

/** What a fit would write. Rows are positions in the inputs of the fit. */
export interface FitPlan {
  births: Birth[];
  /** New centres of themes that live on. */
  moves: { id: string; centroid: Float32Array }[];
  /** What the engine would call a living theme now. `relabel`: it may, nobody has got used to the name yet. */
  suggestions: ({ id: string; relabel: boolean } & ThemeName)[];
  /** Themes that end here; `into`: where most of their messages went. */
  retired: { id: string; into: string | null }[];
  proposals: {
    kind: 'merge' | 'split';
    themeId: string;
    otherThemeId: string | null;
    similarity: number;
    evidence: Record<string, unknown>;
  }[];
  /** Theme of every row of the inputs; null: the pool. */
  themes: (string | null)[];
  events: Omit<NewThemeEvent, 'runId'>[];
  /** Whether sentences must look for their theme again: all of them, those without one, or none. */
  sentences: 'all' | 'unassigned' | 'none';
  /** Share of rows in a theme before that kept it (by root); null when there was none. */
  stability: number | null;
  /** Cosine at which messages join from now on, as a discovery found it; null: as before. */
  assignAt: number | null;
  /** How statements outside the sample find their theme; null: there are no themes. */
  rule: SpreadRule | null;
}

/** The nearest of these centres, when it is near enough. */
export interface SpreadRule {
  /** Theme of each centre. */
  ids: string[];
  centroids: Matrix;
  /** The space of the centres; null: that of the vectors themselves. */
  space: Space | null;
  assignAt: number;
}

export interface FoundTheme extends ThemeName {
  size: number;
}

export const ENGINE = { cause: 'engine', actor: 'engine' } as const;

/** What a discovery among the inputs found. */
export interface Found {
  assignments: ArrayLike<number>;
  centroids: Matrix;
  themes: readonly FoundTheme[];
  projected: { space: Space; centroids: Matrix } | null;
  assignAt: number;
}

/** The plan of the first fit: every theme that was found is born. */
export function planFirst(inputs: FitInputs, found: Found): FitPlan {
  const births = found.themes.map((theme, j) => bornOf(theme, found.centroids, j));
  const themes = withFixed(
    inputs,
    Array.from(found.assignments, (j) => (j < 0 ? null : births[j]!.id)),
  );
  const events = births.map(({ id, size, label }) => ({
    ...ENGINE,
    themeId: id,
    kind: 'born' as const,
    detail: { messages: size, label },
  }));
  const nothing = { moves: [], suggestions: [], retired: [], proposals: [] };
  const rule = ruleOf(
    found,
    births.map(({ id }) => id),
  );
  return { ...nothing, births, themes, events, sentences: 'all', stability: null, rule, assignAt: found.assignAt };
}

/** Statements outside the sample join the themes of a discovery as those in it did: in its own space. */
export function ruleOf({ projected }: Found, ids: string[]): SpreadRule | null {
  return projected && { ids, ...projected, assignAt: DISCOVERY.assignAt };
}

export function bornOf({ label, keywords, subtitle, size }: FoundTheme, centroids: Matrix, j: number): Birth {
  return { id: randomUUID(), label, keywords, subtitle, size, centroid: row(centroids, j).slice() };
}

/** A person's word on a message stands, whatever a fit says. */
export function withFixed(inputs: FitInputs, themes: (string | null)[]): (string | null)[] {
  return themes.map((theme, i) => (inputs.fixed[i] ? inputs.themes[i]! : theme));
}

/** Share of rows that were in a theme and are in the same one still (by root of merges); null when no row was. */
export function stabilityOf(
  before: readonly (string | null)[],
  after: readonly (string | null)[],
  rootOf: (id: string) => string,
): number | null {
  let kept = 0;
  let shared = 0;
  before.forEach((theme, i) => {
    if (theme === null) return;
    shared++;
    const now = after[i]!;
    if (now !== null && rootOf(now) === rootOf(theme)) kept++;
  });
  return shared === 0 ? null : kept / shared;
}
