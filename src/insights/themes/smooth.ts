import type { Kernels } from '../embedding/kernels.js';
import { gather, normaliseRows, release, row, zeros, type Matrix } from '../embedding/matrix.js';
import { means } from './cells.js';
import { DISCOVERY } from './parameters.js';
import { everyNth } from './space.js';

interface Neighbours {
  /** Neighbours of a row, one after the other. */
  index: Int32Array;
  /** Their weights; they add up to 1 a row. */
  weight: Float32Array;
  each: number;
}

/**
 * Pulls every vector towards its exact nearest neighbours, so that a theme contracts before it is cut. The weight
 * exp(-(smax - s) / mean(smax - s)) adapts to the local spacing. The neighbours are those of the start.
 */
export async function smooth(kernels: Kernels, z: Matrix): Promise<Matrix> {
  const neighbours = await nearestNeighbours(kernels, z, Math.min(DISCOVERY.neighbours, z.rows - 1));
  let v = z;
  for (let step = 0; step < DISCOVERY.smoothingSteps; step++) {
    const next = pulled(v, neighbours);
    if (v !== z) release(v);
    v = next;
  }
  return v;
}

/**
 * The k nearest other rows, by the top-k kernel: exact for few rows; for many among the near groups, where 98 % of them are
 * (10,003 banking questions), in half the time.
 */
export async function nearestNeighbours(kernels: Kernels, z: Matrix, each: number): Promise<Neighbours> {
  const out = { index: new Int32Array(z.rows * each), weight: new Float32Array(z.rows * each), each };
  if (z.rows <= DISCOVERY.exactRows) {
    const everyone = Int32Array.from({ length: z.rows }, (_, i) => i);
    note(out, await kernels.topk(z, z, each + 1), { rows: everyone, among: everyone });
    return out;
  }
  for (const hood of await neighbourhoods(kernels, z)) {
    const [rows, among] = [gather(z, hood.rows), gather(z, hood.among)];
    note(out, await kernels.topk(rows, among, each + 1), hood);
    release(rows);
    release(among);
  }
  return out;
}

interface Hood {
  rows: Int32Array;
  /** Where their neighbours are looked for. */
  among: Int32Array;
}

/** Groups of rows, each with the nearest groups that hold a quarter of all rows. */
async function neighbourhoods(kernels: Kernels, z: Matrix): Promise<Hood[]> {
  let centroids = gather(z, everyNth(z.rows, Math.ceil(z.rows / DISCOVERY.neighbourGroups)));
  let { index } = await kernels.nearest(z, centroids);
  for (let step = 0; step < 2; step++) {
    centroids = means(z, index, centroids).centroids;
    ({ index } = await kernels.nearest(z, centroids));
  }
  const members = membersOf(index, centroids.rows);
  const cosines = await kernels.similarities(centroids, centroids);
  return members.map((rows, group) => ({
    rows,
    among: nearRows(row(cosines, group), members, DISCOVERY.nearShare * z.rows),
  }));
}

function membersOf(index: Int32Array, count: number): Int32Array[] {
  const members: number[][] = Array.from({ length: count }, () => []);
  index.forEach((group, i) => members[group]!.push(i));
  return members.map((rows) => Int32Array.from(rows));
}

function nearRows(cosines: Float32Array, members: readonly Int32Array[], wanted: number): Int32Array {
  const nearest = Array.from(members.keys()).sort((a, b) => cosines[b]! - cosines[a]! || a - b);
  const parts: Int32Array[] = [];
  let count = 0;
  for (const group of nearest) {
    if (count >= wanted) break;
    parts.push(members[group]!);
    count += members[group]!.length;
  }
  const rows = new Int32Array(count);
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  return rows;
}

/** Takes over what was found for some rows, themselves left out. */
function note(out: Neighbours, found: { index: Int32Array; similarity: Matrix }, { rows, among }: Hood): void {
  const width = found.similarity.cols;
  for (let r = 0; r < rows.length; r++) {
    const i = rows[r]!;
    let at = i * out.each;
    for (let q = r * width; q < (r + 1) * width && at < (i + 1) * out.each; q++) {
      const other = among[found.index[q]!]!;
      if (other === i) continue;
      out.index[at] = other;
      out.weight[at++] = found.similarity.data[q]!;
    }
    adaptWeights(out.weight.subarray(i * out.each, (i + 1) * out.each));
  }
}

/** Turns similarities into weights, in place. */
function adaptWeights(s: Float32Array): void {
  const best = s.reduce((a, b) => Math.max(a, b), -Infinity);
  const spacing = Math.max(s.reduce((sum, value) => sum + (best - value), 0) / s.length, 1e-6);
  let total = 0;
  for (let q = 0; q < s.length; q++) total += s[q] = Math.exp(-(best - s[q]!) / spacing);
  for (let q = 0; q < s.length; q++) s[q]! /= total;
}

function pulled(v: Matrix, { index, weight, each }: Neighbours): Matrix {
  const out = zeros(v.rows, v.cols);
  for (let i = 0; i < v.rows; i++) {
    const into = i * v.cols;
    for (let j = 0; j < v.cols; j++) out.data[into + j] = (1 - DISCOVERY.neighbourShare) * v.data[into + j]!;
    for (let q = i * each; q < (i + 1) * each; q++) {
      const from = index[q]! * v.cols;
      const share = DISCOVERY.neighbourShare * weight[q]!;
      for (let j = 0; j < v.cols; j++) out.data[into + j]! += share * v.data[from + j]!;
    }
  }
  return normaliseRows(out);
}
