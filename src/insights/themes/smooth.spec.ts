import { Kernels } from '../embedding/kernels.js';
import { dotOfRows, slice, type Matrix } from '../embedding/matrix.js';
import { shippedModels } from '../embedding/model-folder.js';
import { plantedVectors } from './fixtures/planted-vectors.js';
import { nearestNeighbours } from './smooth.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open(shippedModels('kernels'), 1);
});
afterAll(() => kernels.close());

const exact = (z: Matrix, i: number, count: number) =>
  Array.from({ length: z.rows }, (_, j) => ({ j, cosine: dotOfRows(z, i, z, j) }))
    .filter(({ j }) => j !== i)
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, count)
    .map(({ j }) => j);

/** Of the true neighbours of every hundredth row, the share that is found. */
async function shareFound(z: Matrix): Promise<number> {
  const { index, each } = await nearestNeighbours(kernels, z, 8);
  let [found, all] = [0, 0];
  for (let i = 0; i < z.rows; i += 100) {
    const told = index.subarray(i * each, (i + 1) * each);
    found += exact(z, i, each).filter((j) => told.includes(j)).length;
    all += each;
  }
  return found / all;
}

describe('nearestNeighbours', () => {
  const { vectors } = plantedVectors(9000, 90, { cols: 64, noise: 0.8 });

  it('finds all of them among few rows', async () => {
    expect(await shareFound(slice(vectors, 0, 2000))).toBe(1);
  });

  it('finds nearly all of them among many rows, where it looks at near groups alone', async () => {
    expect(await shareFound(vectors)).toBeGreaterThan(0.95);
  });

  it('weighs the neighbours of a row so that they add up to one, and never names the row itself', async () => {
    const { index, weight, each } = await nearestNeighbours(kernels, vectors, 8);
    for (let i = 0; i < vectors.rows; i += 50) {
      expect(weight.subarray(i * each, (i + 1) * each).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      expect(new Set(index.subarray(i * each, (i + 1) * each)).size).toBe(each);
      expect(index.subarray(i * each, (i + 1) * each)).not.toContain(i);
    }
  });
});
