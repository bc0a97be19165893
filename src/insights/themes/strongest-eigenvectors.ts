import { mulberry32 } from './mulberry32.js';
import { EPSILON, tridiagonalise, turnBack, type Tridiagonal } from './tridiagonal.js';

/** Vectors of eigenvalues nearer to each other than this share of the largest are made orthogonal. */
const CLOSE = 1e-6;
const INVERSE_STEPS = 3;
/** QL needs one to three steps an eigenvalue. */
const MOST_QL_STEPS = 60;

export interface Eigen {
  /** Largest first. */
  values: Float64Array;
  /** Unit eigenvectors, one a row of n numbers. */
  vectors: Float64Array;
}

/**
 * The `count` largest eigenvalues of a symmetric matrix of n x n numbers (destroyed) and their vectors: Householder's
 * reduction to three diagonals, QL for the values alone, inverse iteration for the few vectors that are wanted. About
 * 4/3 n^3 + 2 n^2 count flops, where all vectors by QL take 9 n^3.
 */
export function strongestEigenvectors(matrix: Float64Array, n: number, count: number): Eigen {
  const t = tridiagonalise(matrix, n);
  const values = eigenvalues(t).subarray(0, count);
  const vectors = eigenvectors(t, values);
  turnBack(t, vectors);
  return { values, vectors };
}

/** All eigenvalues, largest first: implicit QL (EISPACK's imtql1), O(n^2). */
function eigenvalues({ size, diagonal, beside }: Tridiagonal): Float64Array {
  const d = diagonal.slice();
  const e = new Float64Array(size);
  e.set(beside.subarray(1));
  for (let l = 0; l < size; l++) {
    for (let step = 0; step < MOST_QL_STEPS; step++) {
      const m = firstSplit(d, e, l);
      if (m === l) break;
      sweep(d, e, l, m);
    }
  }
  return d.sort().reverse();
}

/** The first row from l on that is all but cut off from the next. */
function firstSplit(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  while (m < d.length - 1 && Math.abs(e[m]!) > EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
  return m;
}

/** One implicit QL step with Wilkinson's shift on rows l to m. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const slope = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(slope * slope + 1);
  let g = d[m]! - d[l]! + e[l]! / (slope + (slope < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= shift;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - shift;
    const turned = (d[i]! - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    d[i + 1] = g + shift;
    g = cosine * turned - b;
  }
  d[l]! -= shift;
  e[l] = g;
  e[m] = 0;
}

/** Inverse iteration from a fixed start; vectors of values that lie close together are kept orthogonal. */
function eigenvectors(t: Tridiagonal, values: Float64Array): Float64Array {
  const n = t.size;
  const norm = normOf(t);
  const vectors = new Float64Array(values.length * n);
  const random = mulberry32(1);
  let [closeFrom, before] = [0, Infinity];
  for (let k = 0; k < values.length; k++) {
    if (before - values[k]! > CLOSE * norm) closeFrom = k;
    // Equal values would give equal vectors, so each is moved a hair's breadth.
    before = Math.min(values[k]!, before - EPSILON * norm);
    const factors = factorise(t, before, EPSILON * norm);
    const x = vectors.subarray(k * n, (k + 1) * n);
    for (let j = 0; j < n; j++) x[j] = random() - 0.5;
    for (let step = 0; step < INVERSE_STEPS; step++) {
      solve(factors, x);
      for (let other = closeFrom; other < k; other++) removeFrom(x, vectors.subarray(other * n, (other + 1) * n));
      scaleToOne(x);
    }
  }
  return vectors;
}

/** Largest sum of absolute values in a row; 1 for a matrix of zeros. */
function normOf({ size, diagonal, beside }: Tridiagonal): number {
  let norm = 0;
  for (let i = 0; i < size; i++) {
    const below = i + 1 < size ? Math.abs(beside[i + 1]!) : 0;
    norm = Math.max(norm, Math.abs(diagonal[i]!) + Math.abs(beside[i]!) + below);
  }
  return norm || 1;
}

/** T - value = P L U with partial pivoting: U has three diagonals. */
interface Factors {
  u0: Float64Array;
  u1: Float64Array;
  u2: Float64Array;
  factor: Float64Array;
  swapped: Uint8Array;
}

function factorise({ size: n, diagonal, beside }: Tridiagonal, value: number, tiny: number): Factors {
  const f: Factors = {
    u0: Float64Array.from(diagonal, (d) => d - value),
    u1: new Float64Array(n),
    u2: new Float64Array(n),
    factor: new Float64Array(n),
    swapped: new Uint8Array(n),
  };
  f.u1.set(beside.subarray(1));
  for (let i = 0; i < n - 1; i++) {
    const below = beside[i + 1]!;
    if (Math.abs(below) > Math.abs(f.u0[i]!)) swapRows(f, i, below);
    else {
      if (f.u0[i] === 0) f.u0[i] = tiny;
      f.factor[i] = below / f.u0[i]!;
      f.u0[i + 1]! -= f.factor[i]! * f.u1[i]!;
    }
  }
  if (Math.abs(f.u0[n - 1]!) < tiny) f.u0[n - 1] = tiny;
  return f;
}

function swapRows({ u0, u1, u2, factor, swapped }: Factors, i: number, below: number): void {
  const [here, right] = [u0[i]!, u1[i]!];
  swapped[i] = 1;
  factor[i] = here / below;
  [u0[i], u1[i], u2[i]] = [below, u0[i + 1]!, u1[i + 1]!];
  u0[i + 1] = right - factor[i]! * u1[i]!;
  u1[i + 1] = -factor[i]! * u2[i]!;
}

function solve({ u0, u1, u2, factor, swapped }: Factors, x: Float64Array): void {
  const n = x.length;
  for (let i = 0; i < n - 1; i++) {
    const [here, next] = swapped[i] ? [x[i + 1]!, x[i]!] : [x[i]!, x[i + 1]!];
    x[i] = here;
    x[i + 1] = next - factor[i]! * here;
  }
  for (let i = n - 1; i >= 0; i--) {
    const known = (i + 1 < n ? u1[i]! * x[i + 1]! : 0) + (i + 2 < n ? u2[i]! * x[i + 2]! : 0);
    x[i] = (x[i]! - known) / u0[i]!;
  }
}

function removeFrom(x: Float64Array, unit: Float64Array): void {
  let along = 0;
  for (let j = 0; j < x.length; j++) along += x[j]! * unit[j]!;
  for (let j = 0; j < x.length; j++) x[j]! -= along * unit[j]!;
}

function scaleToOne(x: Float64Array): void {
  let most = 0;
  for (let j = 0; j < x.length; j++) most = Math.max(most, Math.abs(x[j]!));
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += (x[j]! /= most) ** 2;
  const scale = 1 / Math.sqrt(sum);
  for (let j = 0; j < x.length; j++) x[j]! *= scale;
}
