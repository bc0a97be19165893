import type { Kernels } from '../embedding/kernels.js';
import { normaliseRows, zeros, type Matrix } from '../embedding/matrix.js';
import { DISCOVERY } from './parameters.js';

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
  for (let step = 0; step < DISCOVERY.smoothingSteps; step++) v = pulled(v, neighbours);
  return v;
}

/** Exact k nearest other rows, by the top-k kernel. */
async function nearestNeighbours(kernels: Kernels, z: Matrix, each: number): Promise<Neighbours> {
  const found = await kernels.topk(z, z, each + 1);
  const index = new Int32Array(z.rows * each);
  const weight = new Float32Array(z.rows * each);
  for (let i = 0; i < z.rows; i++) {
    let kept = 0;
    for (let q = 0; q <= each && kept < each; q++) {
      const other = found.index[i * (each + 1) + q]!;
      if (other === i) continue;
      index[i * each + kept] = other;
      weight[i * each + kept++] = found.similarity.data[i * (each + 1) + q]!;
    }
    adaptWeights(weight.subarray(i * each, (i + 1) * each));
  }
  return { index, weight, each };
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
