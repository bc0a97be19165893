import type { Kernels } from '../embedding/kernels.js';
import { release, row, zeros, type Matrix } from '../embedding/matrix.js';
import { cutIntoCells, directionsOf, groupsOf, prepareSeeding, type Groups } from './cells.js';
import { chooseThemes } from './dendrogram.js';
import { averageLinkage } from './lifecycle/average-linkage.js';
import { DISCOVERY, type DiscoveryParameters } from './parameters.js';

export interface Consensus {
  themes: Groups;
  /** Cosine at which the dendrograms were cut, the median over the runs. */
  threshold: number;
}

interface Run {
  index: Int32Array;
  threshold: number;
}

/**
 * Themes that most of several short searches agree on. One search depends on where its cells happen to start; what seven of
 * them agree on hardly does (two seeds agree at ARI .93 or more where single searches agree at .89).
 */
export async function consensusThemes(
  kernels: Kernels,
  v: Matrix,
  { seed, least, parameters }: { seed: number; least: number; parameters: DiscoveryParameters },
): Promise<Consensus> {
  const runs: Run[] = [];
  const seeding = await prepareSeeding(kernels, v);
  for (let r = 0; r < DISCOVERY.runs; r++) {
    const { themes, threshold } = chooseThemes(await cutIntoCells(kernels, v, seeding, seed * 100 + r), parameters);
    const { index } = await kernels.nearest(v, directionsOf(largeOnes(themes, least), v.cols));
    runs.push({ index, threshold });
  }
  release(seeding.cosines);
  const groups = agreed(runs.map(({ index }) => index));
  const thresholds = runs.map(({ threshold }) => threshold).sort((a, b) => a - b);
  const themes = groupsOf(v, groups, Math.max(...groups) + 1);
  return { themes: largeOnes(themes, least), threshold: thresholds[thresholds.length >> 1]! };
}

/** Without those of less than half the least size, unless none is larger. */
function largeOnes(themes: Groups, least: number): Groups {
  const kept = Array.from(themes.sizes.keys()).filter((j) => themes.sizes[j]! >= least / 2);
  if (kept.length === 0) return themes;
  return { sums: kept.map((j) => themes.sums[j]!), sizes: kept.map((j) => themes.sizes[j]!) };
}

/** Atoms that are compared with each other: 25 MB. More there are only where nothing is agreed on, so fewer runs say as much. */
const MOST_ATOMS = 2500;

/**
 * Groups of rows that most runs put together. Rows that every run puts together are one atom; two atoms are as alike as
 * the share of runs that put them together, and join by average linkage while that is at least half.
 */
export function agreed(runs: readonly ArrayLike<number>[]): Int32Array {
  const { atomOf, first, sizes } = atomsOf(runs);
  if (first.length > MOST_ATOMS && runs.length > 1) return agreed(runs.slice(0, -1));
  const groupOf = new Int32Array(first.length);
  averageLinkage(sharesTogether(runs, first), 0.5, sizes).forEach((members, group) => {
    for (const atom of members) groupOf[atom] = group;
  });
  return atomOf.map((atom) => groupOf[atom]!);
}

/** Atom of each row, and the first row and the size of each atom. */
function atomsOf(runs: readonly ArrayLike<number>[]): { atomOf: Int32Array; first: number[]; sizes: number[] } {
  const atomOf = new Int32Array(runs[0]!.length);
  let count = 1;
  for (const run of runs) {
    const atoms = new Map<number, number>();
    for (let i = 0; i < atomOf.length; i++) {
      const key = run[i]! * count + atomOf[i]!;
      let atom = atoms.get(key);
      if (atom === undefined) atoms.set(key, (atom = atoms.size));
      atomOf[i] = atom;
    }
    count = atoms.size;
  }
  const first: number[] = [];
  const sizes: number[] = [];
  atomOf.forEach((atom, i) => {
    if (atom === first.length) first.push(i);
    sizes[atom] = (sizes[atom] ?? 0) + 1;
  });
  return { atomOf, first, sizes };
}

/** Share of the runs that put two rows together, for each pair of these rows. */
function sharesTogether(runs: readonly ArrayLike<number>[], rows: readonly number[]): Matrix {
  const shares = zeros(rows.length, rows.length);
  for (const run of runs) {
    const themes = Int32Array.from(rows, (i) => run[i]!);
    themes.forEach((theme, a) => {
      const out = row(shares, a);
      for (let b = 0; b < themes.length; b++) if (themes[b] === theme) out[b]! += 1 / runs.length;
    });
  }
  return shares;
}
