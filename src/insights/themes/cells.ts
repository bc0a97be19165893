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

/** Cuts the rows into many small cells: seeds spread over the rows, then a few Lloyd steps. */
export async function cutIntoCells(kernels: Kernels, v: Matrix, seed: number): Promise<Groups> {
  let centroids = await seedCells(kernels, v, mulberry32(seed * 1000));
  let { index } = await kernels.nearest(v, centroids);
  for (let step = 0; step < DISCOVERY.cellIterations; step++) {
    centroids = means(v, index, centroids).centroids;
    ({ index } = await kernels.nearest(v, centroids));
  }
  return groupsOf(v, index, centroids.rows);
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
 * Seeds by k-means|| (Bahmani 2012): in each of 16 rounds a sixteenth of them is drawn at once, rows far from all seeds so far
 * more often. As good here as k-means++, which draws one at a time and costs 20 times as many runs of the kernel.
 */
async function seedCells(kernels: Kernels, v: Matrix, random: () => number): Promise<Matrix> {
  const k = cellCount(v.rows);
  const rows = gather(v, everyNth(v.rows, Math.max(1, Math.floor(v.rows / (k * DISCOVERY.seedRowsPerCell)))));
  const chosen = new Set([Math.min(rows.rows - 1, Math.floor(random() * rows.rows))]);
  const distance = new Float32Array(rows.rows).fill(Infinity);
  const each = Math.ceil((k - 1) / DISCOVERY.seedRounds);
  for (let fresh = [...chosen]; fresh.length > 0;) {
    const { similarity } = await kernels.nearest(rows, gather(rows, fresh));
    for (let i = 0; i < distance.length; i++) distance[i] = Math.min(distance[i]!, Math.max(0, 1 - similarity[i]!));
    const cumulative = runningSum(distance);
    const total = cumulative[cumulative.length - 1]!;
    const wanted = total < 1e-6 ? 0 : Math.min(each, k - chosen.size);
    const drawn = Array.from({ length: wanted }, () => firstAtLeast(cumulative, random() * total));
    fresh = [...new Set(drawn)].filter((i) => !chosen.has(i));
    for (const i of fresh) chosen.add(i);
  }
  return gather(rows, [...chosen]);
}

function runningSum(values: Float32Array): Float64Array {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sums[i] = sum += values[i]!;
  return sums;
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
