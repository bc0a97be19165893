import type { Kernels } from '../embedding/kernels.js';
import { gather, groupSums, normaliseRows, row, zeros, type Matrix } from '../embedding/matrix.js';
import { mulberry32 } from './mulberry32.js';
import { DISCOVERY } from './parameters.js';
import { everyNth } from './space.js';

/** Groups of rows by the sum of their vectors; float64, since merging adds thousands of them. */
export interface Groups {
  sums: Float64Array[];
  sizes: number[];
}

/** What every search shares. */
export interface Seeding {
  /** Rows that seeds are drawn from, and the cosines between them. */
  rows: Matrix;
  cosines: Matrix;
  /** Rows that the cells settle on before all rows are put into them. */
  settling: Matrix;
}

/** Even strides of the rows; the cosines take at most 20 MB, 2 m^2 d flops once instead of for every seed of every search. */
export async function prepareSeeding(kernels: Kernels, v: Matrix): Promise<Seeding> {
  const rows = strided(v, DISCOVERY.seedRows);
  return { rows, cosines: await kernels.similarities(rows, rows), settling: strided(v, DISCOVERY.settlingRows) };
}

function strided(v: Matrix, most: number): Matrix {
  const stride = Math.ceil(v.rows / most);
  return stride <= 1 ? v : gather(v, everyNth(v.rows, stride));
}

/** Cuts the rows into many small cells: seeds spread over the rows, then a few Lloyd steps. */
export async function cutIntoCells(kernels: Kernels, v: Matrix, seeding: Seeding, seed: number): Promise<Groups> {
  const { rows, settling } = seeding;
  let centroids = gather(rows, drawSeeds(seeding, cellCount(v.rows), mulberry32(seed * 1000)));
  for (let step = 0; step < DISCOVERY.cellIterations; step++) {
    centroids = means(settling, (await kernels.nearest(settling, centroids)).index, centroids).centroids;
  }
  return groupsOf(v, (await kernels.nearest(v, centroids)).index, centroids.rows);
}

/** Sums and sizes of the groups that have members. */
export function groupsOf(v: Matrix, assigned: ArrayLike<number>, count: number): Groups {
  const { sums, sizes } = groupSums(v, assigned, count);
  const used = Array.from(sizes.keys()).filter((j) => sizes[j]! > 0);
  return { sums: used.map((j) => Float64Array.from(row(sums, j))), sizes: used.map((j) => sizes[j]!) };
}

/** Unit means of the groups; a group without members keeps its centroid. */
export function means(
  v: Matrix,
  assigned: ArrayLike<number>,
  centroids: Matrix,
): { centroids: Matrix; sizes: Int32Array } {
  const { sums, sizes } = groupSums(v, assigned, centroids.rows);
  normaliseRows(sums);
  for (let j = 0; j < sizes.length; j++) if (sizes[j] === 0) row(sums, j).set(row(centroids, j));
  return { centroids: sums, sizes };
}

function cellCount(n: number): number {
  return Math.max(4, Math.min(Math.ceil(DISCOVERY.cellFactor * Math.sqrt(n)), Math.ceil(n / 8), DISCOVERY.maxCells));
}

/**
 * Greedy k-means++: each next seed is drawn among the rows, those far from all seeds so far more often, and is the better of
 * two draws. The greed is worth it: seeds drawn many at a time (k-means||) agree less from search to search.
 */
function drawSeeds({ rows, cosines }: Seeding, k: number, random: () => number): number[] {
  const chosen = [Math.min(rows.rows - 1, Math.floor(random() * rows.rows))];
  let distance = new Float32Array(rows.rows).fill(Infinity);
  let [after, better] = [new Float32Array(rows.rows), new Float32Array(rows.rows)];
  const cumulative = new Float64Array(rows.rows);
  nearer(distance, row(cosines, chosen[0]!), distance);
  while (chosen.length < k) {
    const total = runningSum(distance, cumulative);
    if (total < 1e-6) break;
    let [best, least] = [-1, Infinity];
    for (let draw = 0; draw < DISCOVERY.seedDraws; draw++) {
      const drawn = firstAtLeast(cumulative, random() * total);
      const left = nearer(distance, row(cosines, drawn), after);
      if (left >= least) continue;
      [best, least] = [drawn, left];
      [after, better] = [better, after];
    }
    chosen.push(best);
    [distance, better] = [better, distance];
  }
  return chosen;
}

/** Distance (1 - cosine) of every row to its nearest seed when one more becomes a seed, and the sum of them. */
function nearer(distance: Float32Array, cosines: Float32Array, out: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    const far = 1 - cosines[i]!;
    sum += out[i] = far < distance[i]! ? Math.max(0, far) : distance[i]!;
  }
  return sum;
}

function runningSum(values: Float32Array, sums: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sums[i] = sum += values[i]!;
  return sum;
}

/** Index of the first running sum that reaches the target. */
function firstAtLeast(sums: Float64Array, target: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Unit vectors of the groups, as rows. */
export function directionsOf({ sums }: Groups, cols: number): Matrix {
  const out = zeros(sums.length, cols);
  sums.forEach((sum, j) => row(out, j).set(sum));
  return normaliseRows(out);
}
