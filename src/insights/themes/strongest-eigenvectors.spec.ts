import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { mulberry32 } from './mulberry32.js';
import { strongestEigenvectors } from './strongest-eigenvectors.js';

type Rows = number[][];

/** X' X of some rows; fewer rows than columns leave many eigenvalues 0, and repeated columns some equal. */
function gramOf(rows: Rows, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (const x of rows) x.forEach((a, i) => x.forEach((b, j) => (gram[i * n + j]! += a * b)));
  return gram;
}

function library(matrix: Float64Array, n: number): number[] {
  const dense = Matrix.from1DArray(n, n, Array.from(matrix));
  return new EigenvalueDecomposition(dense, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => b - a);
}

/** Largest amount by which A v = value v and v . w = 0 or 1 are missed. */
function error(matrix: Float64Array, n: number, { values, vectors }: ReturnType<typeof strongestEigenvectors>): number {
  const vector = (k: number) => Array.from(vectors.subarray(k * n, (k + 1) * n));
  const dot = (a: ArrayLike<number>, b: number[]) => b.reduce((sum, value, j) => sum + a[j]! * value, 0);
  let worst = 0;
  values.forEach((value, k) => {
    const v = vector(k);
    v.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(dot(matrix.subarray(i * n), v) - value * x) / Math.max(1, values[0]!));
    });
    for (let l = 0; l <= k; l++) worst = Math.max(worst, Math.abs(dot(v, vector(l)) - (l === k ? 1 : 0)));
  });
  return worst;
}

const entry = fc.integer({ min: -20, max: 20 }).map((value) => value / 10);
const rows = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 20 }))
  .chain(([n, count]) => fc.array(fc.array(entry, { minLength: n, maxLength: n }), { minLength: 1, maxLength: count }));

describe('strongestEigenvectors', () => {
  it('solves the eigenvalue equation with the eigenvalues that ml-matrix finds', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 14 }), (x, wanted) => {
        const n = x[0]!.length;
        const gram = gramOf(x, n);
        const found = strongestEigenvectors(gram.slice(), n, Math.min(wanted, n));
        const known = library(gram, n);
        found.values.forEach((value, k) => expect(value).toBeCloseTo(known[k]!, 8));
        expect(error(gram, n, found)).toBeLessThan(1e-8);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['zeros', new Float64Array(25)],
    [
      'the identity',
      gramOf(
        [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => Number(i === j))),
        5,
      ),
    ],
    ['one vector alone', gramOf([[3, 0, 4, 0, 0]], 5)],
    [
      'two equal blocks',
      gramOf(
        [
          [1, 2, 0, 0, 0],
          [0, 0, 0, 1, 2],
        ],
        5,
      ),
    ],
  ])('keeps vectors of equal eigenvalues orthogonal: %s', (_, matrix) => {
    expect(error(matrix, 5, strongestEigenvectors(matrix.slice(), 5, 5))).toBeLessThan(1e-10);
  });

  it('stands the noise that is left where there are fewer messages than dimensions', () => {
    const n = 256;
    const random = mulberry32(5);
    const messages = Array.from({ length: 27 }, () => {
      const places = new Set(Array.from({ length: 6 }, () => Math.floor(random() ** 2 * n)));
      return Array.from({ length: n }, (_, j) => (places.has(j) ? Math.fround(1 / Math.sqrt(places.size)) : 0));
    });
    const mean = Array.from({ length: n }, (_, j) => messages.reduce((sum, x) => sum + x[j]!, 0) / messages.length);
    const covariance = gramOf(messages, n).map(
      (sum, at) => sum / messages.length - mean[Math.floor(at / n)]! * mean[at % n]!,
    );
    const found = strongestEigenvectors(covariance.slice(), n, 96);
    expect(error(covariance, n, found)).toBeLessThan(1e-10);
    const known = library(covariance, n);
    found.values.forEach((value, k) => expect(value).toBeCloseTo(known[k]!, 10));
  });

  it('is as exact in the size that is used, and gives the same numbers again', () => {
    const n = 120;
    const x = Array.from({ length: 200 }, (_, r) =>
      Array.from({ length: n }, (_, j) => Math.sin(r * 7.3 + j * j) / (1 + j)),
    );
    const gram = gramOf(x, n);
    const found = strongestEigenvectors(gram.slice(), n, 60);
    expect(error(gram, n, found)).toBeLessThan(1e-10);
    expect(strongestEigenvectors(gram.slice(), n, 60)).toEqual(found);
  });
});
