import type { Kernels } from '../embedding/kernels.js';
import { dotOfRows, gather, release, zeros, type Matrix } from '../embedding/matrix.js';
import { directionsOf, groupsOf, means } from './cells.js';
import { consensusThemes } from './consensus.js';
import { groupAt } from './dendrogram.js';
import {
  DISCOVERY,
  discoveryParameters,
  smallestTheme,
  type DiscoveryParameters,
  type Granularity,
} from './parameters.js';
import { smooth } from './smooth.js';
import { fitSpace, project, type Space } from './space.js';

export interface DiscoverOptions extends Partial<DiscoveryParameters> {
  granularity?: Granularity;
  /** Same vectors, options and seed give the same themes. */
  seed?: number;
}

export interface Discovery {
  /** Theme of each vector, 0 the largest; -1 unassigned. */
  assignments: Int32Array;
  /** Cosine of each vector to the nearest theme, in the projected space; 0 when there are no themes. */
  similarities: Float32Array;
  /** Members of each theme. */
  sizes: number[];
  /** Unit means of the members in the space of the vectors themselves: what the weekly lifecycle starts from. */
  centroids: Matrix;
  /** Unit means in the projected space, for assigning further sentences; null when there are no themes. */
  projected: { space: Space; centroids: Matrix } | null;
  /** Cosine at which the dendrogram was cut. */
  threshold: number;
}

/**
 * Finds the recurring themes among unit vectors without being told how many there are: project, smooth towards the
 * nearest neighbours, many cells, one dendrogram of the cells cut twice, small themes join; seven such searches vote; refine.
 * Near-linear in n: only a sample of 12,000 rows is clustered, the others go to the nearest theme. Fewer than 20 rows give no themes.
 */
export async function discoverThemes(
  kernels: Kernels,
  vectors: Matrix,
  options: DiscoverOptions = {},
): Promise<Discovery> {
  const parameters = { ...discoveryParameters(options.granularity), ...defined(options) };
  if (vectors.data.length !== vectors.rows * vectors.cols || vectors.cols < 1) {
    throw new RangeError(
      `${vectors.data.length} numbers are not ${vectors.rows} vectors of ${vectors.cols} dimensions`,
    );
  }
  if (vectors.rows < DISCOVERY.minRows) return nothing(vectors, parameters);
  const space = await fitSpace(kernels, vectors);
  if (!space) return allInOne(vectors, parameters);
  const sampled = await sampleOf(kernels, vectors, space);
  const v = await smooth(kernels, sampled.z);
  const least = smallestTheme(vectors.rows, parameters) * (v.rows / vectors.rows);
  const { themes, threshold } = await consensusThemes(kernels, v, { seed: options.seed ?? 1, least, parameters });
  const refined = await refineUntilStable(kernels, { v, least, threshold, parameters }, directionsOf(themes, v.cols));
  if (refined.centroids.rows === 0) return nothing(vectors, parameters);
  const centroids = means(sampled.z, refined.assigned, refined.centroids).centroids;
  const assigned = await assignAll(kernels, sampled, centroids, refined.assigned);
  return result(vectors, assigned, { space, centroids, threshold });
}

function defined({ cutAt, minSize, minSizeFactor, smallShare }: DiscoverOptions): Partial<DiscoveryParameters> {
  const given = Object.entries({ cutAt, minSize, minSizeFactor, smallShare }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given) as Partial<DiscoveryParameters>;
}

interface Sampled {
  /** Row numbers of the sample. */
  rows: Int32Array;
  /** Projections of the sample, in its order. */
  z: Matrix;
  /** Projections of all rows; null when the sample holds them all. */
  all: Matrix | null;
}

async function sampleOf(kernels: Kernels, vectors: Matrix, space: Space): Promise<Sampled> {
  const { z, first } = await project(kernels, vectors, space);
  const rows = sampleRows(first);
  const sampled = gather(z, rows);
  if (rows.length < z.rows) return { rows, z: sampled, all: z };
  release(z);
  return { rows, z: sampled, all: null };
}

/** Rows in order of their first coordinate, then an even stride: the order of the input hardly matters. */
function sampleRows(first: Float64Array): Int32Array {
  const order = Int32Array.from(first.keys()).sort((a, b) => first[a]! - first[b]! || a - b);
  const count = Math.min(first.length, DISCOVERY.sampleRows);
  return Int32Array.from({ length: count }, (_, i) => order[Math.floor((i * first.length) / count)]!);
}

interface Refining {
  v: Matrix;
  /** Fewest members in the sample. */
  least: number;
  threshold: number;
  parameters: DiscoveryParameters;
}
interface Refined {
  assigned: Int32Array;
  centroids: Matrix;
}

/** Refines, then joins what has come within the threshold and refines again, at most three times. */
async function refineUntilStable(kernels: Kernels, run: Refining, start: Matrix): Promise<Refined> {
  let refined = await refine(kernels, run, start);
  for (let round = 0; round < 3 && refined.centroids.rows > 0; round++) {
    const groups = groupsOf(run.v, refined.assigned, refined.centroids.rows);
    const joined = groupAt(groups, run.threshold, run.parameters);
    if (joined.sizes.length === refined.centroids.rows) break;
    refined = await refine(kernels, run, directionsOf(joined, run.v.cols));
  }
  return refined;
}

/** Reassign, recompute, drop what is too small; done early once nothing moves. */
async function refine(kernels: Kernels, { v, least }: Refining, start: Matrix): Promise<Refined> {
  let centroids = start;
  let before: Int32Array | null = null;
  for (let step = 0; step < DISCOVERY.refineSteps; step++) {
    const { index } = await kernels.nearest(v, centroids);
    if (before && isSame(index, before)) return { assigned: index, centroids };
    const next = means(v, index, centroids);
    const kept = Array.from(next.sizes.keys()).filter((j) => next.sizes[j]! >= least);
    if (kept.length === 0) return { assigned: new Int32Array(v.rows).fill(-1), centroids: zeros(0, v.cols) };
    const isComplete = kept.length === centroids.rows;
    if (step === DISCOVERY.refineSteps - 1 && isComplete) return { assigned: index, centroids };
    before = isComplete ? index : null;
    centroids = gather(next.centroids, kept);
  }
  return { assigned: (await kernels.nearest(v, centroids)).index, centroids };
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

interface Assigned {
  index: Int32Array;
  similarity: Float32Array;
}

/** Sampled rows keep the theme they were refined into, others take the nearest; what is too far from it has none. */
async function assignAll(
  kernels: Kernels,
  { rows, z, all }: Sampled,
  centroids: Matrix,
  assigned: Int32Array,
): Promise<Assigned> {
  const { index, similarity } = all
    ? await kernels.nearest(all, centroids)
    : { index: new Int32Array(rows.length), similarity: new Float32Array(rows.length) };
  rows.forEach((i, position) => {
    index[i] = assigned[position]!;
    similarity[i] = dotOfRows(z, position, centroids, assigned[position]!);
  });
  for (let i = 0; i < index.length; i++) if (similarity[i]! < DISCOVERY.assignAt) index[i] = -1;
  return { index, similarity };
}

/** Numbers the themes by size, the earlier first member first among equals, and drops themes that nobody is in. */
function result(
  vectors: Matrix,
  { index, similarity }: Assigned,
  { space, centroids, threshold }: { space: Space; centroids: Matrix; threshold: number },
): Discovery {
  const sizes = new Int32Array(centroids.rows);
  const first = new Int32Array(centroids.rows).fill(index.length);
  index.forEach((j, i) => {
    if (j < 0) return;
    sizes[j]!++;
    first[j] = Math.min(first[j]!, i);
  });
  const used = Array.from(sizes.keys()).filter((j) => sizes[j]! > 0);
  const order = used.sort((a, b) => sizes[b]! - sizes[a]! || first[a]! - first[b]!);
  const rank = new Int32Array(centroids.rows).fill(-1);
  order.forEach((j, r) => (rank[j] = r));
  const assignments = index.map((j) => (j < 0 ? -1 : rank[j]!));
  return {
    assignments,
    similarities: similarity,
    sizes: order.map((j) => sizes[j]!),
    centroids: means(vectors, assignments, zeros(order.length, vectors.cols)).centroids,
    projected: { space, centroids: gather(centroids, order) },
    threshold,
  };
}

function nothing(vectors: Matrix, { cutAt }: DiscoveryParameters): Discovery {
  const assignments = new Int32Array(vectors.rows).fill(-1);
  const similarities = new Float32Array(vectors.rows);
  return { assignments, similarities, sizes: [], centroids: zeros(0, vectors.cols), projected: null, threshold: cutAt };
}

/** The same message again and again is one theme. */
function allInOne(vectors: Matrix, { cutAt }: DiscoveryParameters): Discovery {
  const assignments = new Int32Array(vectors.rows);
  const { centroids } = means(vectors, assignments, zeros(1, vectors.cols));
  const similarities = new Float32Array(vectors.rows).fill(1);
  return { assignments, similarities, sizes: [vectors.rows], centroids, projected: null, threshold: cutAt };
}
