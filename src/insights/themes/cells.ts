import type { Kernels } from '../embedding/kernels.js';
import { gather, groupSums, normaliseRows, row, stack, zeros, type Matrix } from '../embedding/matrix.js';
import { mulberry32 } from './mulberry32.js';
import { DISCOVERY } from './parameters.js';
import { everyNth } from './space.js';

/** Groups of rows by the sum of their vectors; float64, since merging adds thousands of them. */
export interface Groups {
  sums: Float64Array[];
  sizes: number[];
}

/** Cuts the rows into many small cells: seeded greedy k-means++, then Lloyd until less than 0.2 % of the rows move. */
export async function cutIntoCells(kernels: Kernels, v: Matrix, seed: number): Promise<Groups> {
  let centroids = await seedCells(kernels, v, mulberry32(seed * 1000));
  let assigned = new Int32Array(0);
  for (let step = 0; step < DISCOVERY.cellIterations; step++) {
    const { index } = await kernels.nearest(v, centroids);
    const settled = assigned.length > 0 && moved(index, assigned) < 0.002 * v.rows;
    assigned = Int32Array.from(index);
    if (settled) break;
    centroids = means(v, assigned, centroids).centroids;
  }
  return groupsOf(v, assigned, centroids.rows);
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

async function seedCells(kernels: Kernels, v: Matrix, random: () => number): Promise<Matrix> {
  const k = cellCount(v.rows);
  const rows = gather(v, everyNth(v.rows, Math.max(1, Math.floor(v.rows / (k * DISCOVERY.seedRowsPerCell)))));
  const chosen = [Math.min(rows.rows - 1, Math.floor(random() * rows.rows))];
  let distance = new Float32Array(rows.rows).fill(Infinity);
  [distance] = (await distances(kernels, rows, chosen, distance)) as [Float32Array<ArrayBuffer>];
  while (chosen.length < k) {
    const cumulative = runningSum(distance);
    const total = cumulative[cumulative.length - 1]!;
    if (total < 1e-6) break;
    const draws = Array.from({ length: DISCOVERY.seedDraws }, () => firstAtLeast(cumulative, random() * total));
    const after = await distances(kernels, rows, draws, distance);
    const best = after.map(sumOf).reduce((low, sum, i, all) => (sum < all[low]! ? i : low), 0);
    chosen.push(draws[best]!);
    distance = after[best] as Float32Array<ArrayBuffer>;
  }
  return gather(rows, chosen);
}

/** For each candidate: the distance (1 - cosine) of every row to its nearest seed if the candidate became one. */
async function distances(
  kernels: Kernels,
  rows: Matrix,
  candidates: number[],
  now: Float32Array,
): Promise<Float32Array[]> {
  const similarity = await kernels.similarities(rows, stack(candidates.map((i) => row(rows, i))));
  return candidates.map((_, c) => {
    const out = new Float32Array(rows.rows);
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.min(now[i]!, Math.max(0, 1 - similarity.data[i * candidates.length + c]!));
    }
    return out;
  });
}

function runningSum(values: Float32Array): Float64Array {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sums[i] = sum += values[i]!;
  return sums;
}

const sumOf = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);

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

function moved(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}

/** Unit vectors of the groups, as rows. */
export function directionsOf({ sums }: Groups, cols: number): Matrix {
  const out = zeros(sums.length, cols);
  sums.forEach((sum, j) => row(out, j).set(sum));
  return normaliseRows(out);
}
