import fc from 'fast-check';
import { Kernels } from './kernels.js';
import { dot, matrixOf, row, type Matrix } from './matrix.js';
import { shippedModels } from './model-folder.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open(shippedModels('kernels'), 1);
});
afterAll(() => kernels.close());

const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 500);
const matrix = (rows: number, cols: number) =>
  fc
    .array(number, { minLength: rows * cols, maxLength: rows * cols })
    .map((values) => matrixOf(Float32Array.from(values), cols));

/** Two matrices of the same width. */
const pair = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }))
  .chain(([n, k, d]) => fc.tuple(matrix(n, d), matrix(k, d)));

const dots = (x: Matrix, i: number, y: Matrix) => Array.from({ length: y.rows }, (_, j) => dot(row(x, i), row(y, j)));

describe('kernels', () => {
  it('find the same nearest rows as a plain loop', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([x, y]) => {
        const { index, similarity } = await kernels.nearest(x, y);
        for (let i = 0; i < x.rows; i++) {
          const all = dots(x, i, y);
          expect(similarity[i]).toBeCloseTo(Math.max(...all), 4);
          expect(all[index[i]!]).toBeCloseTo(Math.max(...all), 4);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('list the k nearest best first, as a plain sort does', async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.integer({ min: 1, max: 25 }), async ([x, y], k) => {
        const { index, similarity } = await kernels.topk(x, y, k);
        const kept = Math.min(k, y.rows);
        for (let i = 0; i < x.rows; i++) {
          const all = dots(x, i, y);
          const best = [...all].sort((a, b) => b - a).slice(0, kept);
          Array.from(row(similarity, i)).forEach((value, q) => expect(value).toBeCloseTo(best[q]!, 4));
          const chosen = index.subarray(i * kept, (i + 1) * kept);
          expect(new Set(chosen).size).toBe(kept);
          chosen.forEach((j, q) => expect(all[j]).toBeCloseTo(best[q]!, 4));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('multiply as a plain loop does', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([x, y]) => {
        const z = await kernels.similarities(x, y);
        for (let i = 0; i < x.rows; i++)
          dots(x, i, y).forEach((value, j) => expect(z.data[i * y.rows + j]).toBeCloseTo(value, 4));
      }),
      { numRuns: 50 },
    );
  });

  it('give the same result over several blocks as over one', async () => {
    const wide = matrixOf(
      Float32Array.from({ length: 9000 * 3 }, (_, i) => Math.sin(i)),
      3,
    );
    const gram = await kernels.gram(wide);
    const plain = new Float64Array(9);
    for (let i = 0; i < wide.rows; i++) {
      for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) plain[a * 3 + b]! += row(wide, i)[a]! * row(wide, i)[b]!;
    }
    gram.forEach((value, i) => expect(value).toBeCloseTo(plain[i]!, 1));
    const { index } = await kernels.nearest(wide, matrixOf(Float32Array.from([1, 0, 0, -1, 0, 0]), 3));
    expect(Array.from(index)).toEqual(Array.from({ length: 9000 }, (_, i) => (wide.data[i * 3]! >= 0 ? 0 : 1)));
  });

  it('know that nothing is near when there is nothing', async () => {
    const { index, similarity } = await kernels.nearest(
      matrixOf(Float32Array.of(1, 0), 2),
      matrixOf(new Float32Array(0), 2),
    );
    expect([index[0], similarity[0]]).toEqual([-1, -1]);
  });

  it('refuse vectors of different dimensions', async () => {
    const [two, three] = [matrixOf(Float32Array.of(1, 0), 2), matrixOf(Float32Array.of(1, 0, 0), 3)];
    await expect(kernels.nearest(two, three)).rejects.toThrow(RangeError);
  });
});
