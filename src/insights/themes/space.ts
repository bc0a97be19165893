import { EigenvalueDecomposition, Matrix as Dense } from 'ml-matrix';
import type { Kernels } from '../embedding/kernels.js';
import { addTo, dot, gather, normalise, row, zeros, type Matrix } from '../embedding/matrix.js';
import { DISCOVERY } from './parameters.js';

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
  if (covariance.trace() < SAME_VECTOR) return null;
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
    const out = row(z, i);
    for (let j = 0; j < out.length; j++) out[j]! -= shift[j]!;
    const length = Math.sqrt(dot(out, out));
    first[i] = (dot(row(vectors, i), row(directions, 0)) - shift[0]!) / Math.max(length, 1e-9);
    normalise(out);
  }
  return { z, first };
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
async function covarianceOf(kernels: Kernels, rows: Matrix, mean: Float64Array): Promise<Dense> {
  const gram = await kernels.gram(rows);
  const d = rows.cols;
  const covariance = new Dense(d, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const value = gram[i * d + j]! / rows.rows - mean[i]! * mean[j]!;
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  }
  return covariance;
}

function strongest(covariance: Dense, d: number): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const order = realEigenvalues.map((value, i) => [value, i] as const).sort((a, b) => b[0] - a[0]);
  const directions = zeros(Math.min(DISCOVERY.dimensions, d), d);
  for (let j = 0; j < directions.rows; j++) {
    const column = eigenvectorMatrix.getColumn(order[j]![1]);
    const largest = column.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    row(directions, j).set(largest < 0 ? column.map((value) => -value) : column);
  }
  return directions;
}
