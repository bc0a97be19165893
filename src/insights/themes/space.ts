import type { Kernels } from '../embedding/kernels.js';
import { addTo, dot, dotOfRows, gather, normaliseRows, row, zeros, type Matrix } from '../embedding/matrix.js';
import { DISCOVERY } from './parameters.js';
import { strongestEigenvectors } from './strongest-eigenvectors.js';

/** The space themes are found in: the strongest directions in which the messages differ from their mean. */
export interface Space {
  mean: Float64Array;
  /** One direction a row, strongest first. */
  directions: Matrix;
}

/** Below this total variance all vectors are the same vector, and directions would be rounding noise. */
const SAME_VECTOR = 1e-7;

/**
 * Principal directions of the vectors: eigenvectors of the covariance, signs fixed so that the largest entry is positive.
 * null when all vectors are equal.
 */
export async function fitSpace(kernels: Kernels, vectors: Matrix): Promise<Space | null> {
  const stride = Math.max(1, Math.floor(vectors.rows / DISCOVERY.basisRows));
  const rows = stride === 1 ? vectors : gather(vectors, everyNth(vectors.rows, stride));
  const mean = meanOf(rows);
  const covariance = await covarianceOf(kernels, rows, mean);
  if (traceOf(covariance, vectors.cols) < SAME_VECTOR) return null;
  return { mean, directions: strongest(covariance, vectors.cols) };
}

export interface Projected {
  /** Unit rows of (x - mean) in the directions of the space. */
  z: Matrix;
  /** The first coordinate of every row again, in float64: rows are put in its order, and rounding must not decide it. */
  first: Float64Array;
}

export async function project(kernels: Kernels, vectors: Matrix, { mean, directions }: Space): Promise<Projected> {
  const z = await kernels.similarities(vectors, directions);
  const shift = Float64Array.from({ length: directions.rows }, (_, j) => dot(mean, row(directions, j)));
  const first = new Float64Array(z.rows);
  for (let i = 0; i < z.rows; i++) {
    const from = i * z.cols;
    let sum = 0;
    for (let j = 0; j < z.cols; j++) sum += (z.data[from + j]! -= shift[j]!) ** 2;
    first[i] = (dotOfRows(vectors, i, directions, 0) - shift[0]!) / Math.max(Math.sqrt(sum), 1e-9);
  }
  return { z: normaliseRows(z), first };
}

export function everyNth(rows: number, stride: number): Int32Array {
  return Int32Array.from({ length: Math.ceil(rows / stride) }, (_, i) => i * stride);
}

function meanOf(rows: Matrix): Float64Array {
  const mean = new Float64Array(rows.cols);
  for (let i = 0; i < rows.rows; i++) addTo(mean, row(rows, i));
  return mean.map((sum) => sum / rows.rows);
}

/** E[x x'] - mean mean', the outer products by the Gram kernel: 2 n d^2 flops. */
async function covarianceOf(kernels: Kernels, rows: Matrix, mean: Float64Array): Promise<Float64Array> {
  const covariance = await kernels.gram(rows);
  const d = rows.cols;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) covariance[i * d + j] = covariance[i * d + j]! / rows.rows - mean[i]! * mean[j]!;
  }
  return covariance;
}

function traceOf(square: Float64Array, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += square[i * d + i]!;
  return sum;
}

/** Uses the covariance up. */
function strongest(covariance: Float64Array, d: number): Matrix {
  const directions = zeros(Math.min(DISCOVERY.dimensions, d), d);
  directions.data.set(strongestEigenvectors(covariance, d, directions.rows).vectors);
  for (let j = 0; j < directions.rows; j++) {
    const direction = row(directions, j);
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (largest < 0) direction.forEach((value, i) => (direction[i] = -value));
  }
  return directions;
}
