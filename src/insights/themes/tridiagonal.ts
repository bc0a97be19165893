/** Relative spacing of float64 near 1. */
export const EPSILON = 2 ** -52;

/** A symmetric matrix as Q T Q': T has `diagonal` and `beside` it (beside[i] between i - 1 and i); Q is kept as reflections. */
export interface Tridiagonal {
  size: number;
  diagonal: Float64Array;
  beside: Float64Array;
  /** Row i, up to column i, is the vector u of reflection i: 1 - u u' / half[i]; half 0 means none. */
  reflections: Float64Array;
  half: Float64Array;
}

/**
 * Householder's reduction, last row first, in the lower triangle of `a` (row after row), which it destroys: 4/3 n^3 flops. The
 * update by one reflection and the product with the vector of the next run in one pass, since memory is what it waits for.
 */
export function tridiagonalise(a: Float64Array, size: number): Tridiagonal {
  const t: Tridiagonal = {
    size,
    diagonal: new Float64Array(size),
    beside: new Float64Array(size),
    reflections: a,
    half: new Float64Array(size),
  };
  const before = { u: new Float64Array(size), q: new Float64Array(size) };
  const product = new Float64Array(size);
  const negligible = (EPSILON * largestOf(a)) ** 2;
  for (let i = size - 1; i >= 0; i--) {
    updateRow(a.subarray(i * size, i * size + i + 1), i, before);
    t.diagonal[i] = a[i * size + i]!;
    const u = a.subarray(i * size, i * size + i);
    reflect(t, i, u, negligible);
    updateAndMultiply(a, { size, rows: i, before, u, product });
    nextUpdate(before, { u, product, half: t.half[i]! });
  }
  return t;
}

/** What the rows still have to be changed by: minus u q' and q u'. */
interface Update {
  u: Float64Array;
  q: Float64Array;
}

function updateRow(out: Float64Array, i: number, { u, q }: Update): void {
  for (let j = 0; j <= i; j++) out[j]! -= u[i]! * q[j]! + q[i]! * u[j]!;
}

function largestOf(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/**
 * Makes u the reflection that leaves only the last entry of the row; it goes beside the diagonal. What is left of a matrix
 * without full rank is rounding noise, whose squares would vanish: a row of it needs no reflection.
 */
function reflect(t: Tridiagonal, i: number, u: Float64Array, negligible: number): void {
  if (i === 0) return;
  let rest = 0;
  for (let j = 0; j < i - 1; j++) rest += u[j]! * u[j]!;
  const last = u[i - 1]!;
  t.beside[i] = last;
  if (rest <= negligible) {
    u.fill(0);
    return;
  }
  const length = Math.sqrt(rest + last * last);
  const left = last > 0 ? -length : length;
  t.beside[i] = left;
  u[i - 1] = last - left;
  t.half[i] = length * length - last * left;
}

interface Pass {
  size: number;
  rows: number;
  before: Update;
  u: Float64Array;
  /** Becomes the updated rows times u. */
  product: Float64Array;
}

function updateAndMultiply(a: Float64Array, { size, rows, before, u, product }: Pass): void {
  product.fill(0, 0, rows);
  for (let r = 0; r < rows; r++) product[r]! += passRow(a.subarray(r * size, r * size + r + 1), r, before, u, product);
}

/** Updates row r of the lower triangle, adds what lies above the diagonal to the product, and returns the rest of the product. */
function passRow(
  out: Float64Array,
  r: number,
  { u: bu, q: bq }: Update,
  u: Float64Array,
  product: Float64Array,
): number {
  const [ur, qr, by] = [bu[r]!, bq[r]!, u[r]!];
  let sum = 0;
  for (let j = 0; j < r; j++) {
    const value = out[j]! - ur * bq[j]! - qr * bu[j]!;
    out[j] = value;
    sum += value * u[j]!;
    product[j]! += value * by;
  }
  return sum + (out[r]! -= 2 * ur * qr) * by;
}

/** q = p - (u'p / 2h) u with p = A u / h. */
function nextUpdate(
  before: Update,
  { u, product, half }: { u: Float64Array; product: Float64Array; half: number },
): void {
  before.u.fill(0);
  before.q.fill(0);
  if (half === 0) return;
  let along = 0;
  for (let j = 0; j < u.length; j++) along += u[j]! * product[j]!;
  for (let j = 0; j < u.length; j++) {
    before.u[j] = u[j]!;
    before.q[j] = product[j]! / half - (along / (2 * half * half)) * u[j]!;
  }
}

/** Turns vectors in the coordinates of T, row after row, into those of the matrix, in place: 2 n^2 flops a vector. */
export function turnBack({ size, reflections, half }: Tridiagonal, vectors: Float64Array): void {
  for (let i = 2; i < size; i++) {
    if (half[i] === 0) continue;
    const u = reflections.subarray(i * size, i * size + i);
    for (let at = 0; at < vectors.length; at += size) reflectRow(vectors.subarray(at, at + i), u, 1 / half[i]!);
  }
}

function reflectRow(x: Float64Array, u: Float64Array, scale: number): void {
  let [even, odd] = [0, 0];
  const pairs = u.length & ~1;
  for (let j = 0; j < pairs; j += 2) {
    even += x[j]! * u[j]!;
    odd += x[j + 1]! * u[j + 1]!;
  }
  if (pairs < u.length) even += x[pairs]! * u[pairs]!;
  const by = (even + odd) * scale;
  for (let j = 0; j < u.length; j++) x[j]! -= by * u[j]!;
}
