import { Kernels } from '../embedding/kernels.js';
import { gather, matrixOf, normaliseRows, row, zeros } from '../embedding/matrix.js';
import { shippedModels } from '../embedding/model-folder.js';
import { adjustedRand } from './agreement.js';
import { discoverThemes } from './discover.js';
import { plantedVectors } from './fixtures/planted-vectors.js';
import { REFERENCE_THEMES } from './fixtures/reference-themes.js';
import { mulberry32 } from './mulberry32.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open(shippedModels('kernels'), 2);
});
afterAll(() => kernels.close());

const shuffled = (n: number, seed: number) => {
  const random = mulberry32(seed);
  return Array.from({ length: n }, (_, i) => ({ i, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
};

describe('discoverThemes', () => {
  it('finds the themes that the reference finds on the same vectors', async () => {
    const { vectors } = plantedVectors(2500, 30, { cols: 64, noise: 1.6 });
    const reference = Array.from(REFERENCE_THEMES, (char) => (char === '-' ? -1 : char.codePointAt(0)!));
    expect(reference).toHaveLength(2500);
    expect(adjustedRand((await discoverThemes(kernels, vectors)).assignments, reference)).toBeGreaterThan(0.98);
  });

  it('finds planted groups without being told how many, largest first', async () => {
    const { vectors, group } = plantedVectors(1500, 25);
    const { assignments, sizes, similarities } = await discoverThemes(kernels, vectors);
    expect(adjustedRand(assignments, group)).toBeGreaterThan(0.97);
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    sizes.forEach((size, j) => expect(assignments.filter((theme) => theme === j)).toHaveLength(size));
    expect(Math.min(...similarities)).toBeGreaterThan(0);
  });

  it('gives the same themes for the same seed, nearly the same for another seed or order', async () => {
    const { vectors } = plantedVectors(2500, 30, { noise: 1.3 });
    const first = await discoverThemes(kernels, vectors);
    expect((await discoverThemes(kernels, vectors)).assignments).toEqual(first.assignments);
    const other = await discoverThemes(kernels, vectors, { seed: 2 });
    expect(adjustedRand(first.assignments, other.assignments)).toBeGreaterThan(0.93);
    const order = shuffled(vectors.rows, 3);
    const mixed = await discoverThemes(kernels, gather(vectors, order));
    expect(
      adjustedRand(
        mixed.assignments,
        order.map((i) => first.assignments[i]!),
      ),
    ).toBeGreaterThan(0.9);
  });

  it('joins more when asked for coarser themes and fewer for finer ones', async () => {
    const { vectors } = plantedVectors(2500, 60, { noise: 1.8, cols: 24 });
    const count = async (granularity: 'coarser' | 'normal' | 'finer') =>
      (await discoverThemes(kernels, vectors, { granularity })).sizes.length;
    const [coarser, normal, finer] = [await count('coarser'), await count('normal'), await count('finer')];
    expect(coarser).toBeLessThanOrEqual(normal);
    expect(normal).toBeLessThanOrEqual(finer);
    expect(coarser).toBeLessThan(finer);
  });

  it('clusters a sample of a large set and takes the rest to the nearest theme', async () => {
    const { vectors, group } = plantedVectors(13_000, 20, { cols: 32 });
    const { assignments } = await discoverThemes(kernels, vectors);
    expect(adjustedRand(assignments, group)).toBeGreaterThan(0.97);
  });

  it.each([
    ['nothing', 0],
    ['one message', 1],
    ['nineteen messages', 19],
  ])('says nothing about recurring themes from %s', async (_, n) => {
    const { vectors } = plantedVectors(n, 2);
    const { assignments, sizes } = await discoverThemes(kernels, vectors);
    expect(sizes).toEqual([]);
    expect(Array.from(assignments)).toEqual(Array.from({ length: n }, () => -1));
  });

  it('puts 5,000 identical messages into one theme', async () => {
    const vectors = zeros(5000, 384);
    for (let i = 0; i < 5000; i++) row(vectors, i)[3] = 1;
    const { sizes, assignments } = await discoverThemes(kernels, vectors);
    expect(sizes).toEqual([5000]);
    expect(new Set(assignments)).toEqual(new Set([0]));
  });

  it('keeps 5,000 identical messages together among others', async () => {
    const others = plantedVectors(1000, 10, { cols: 64 });
    const vectors = zeros(6000, 64);
    vectors.data.set(others.vectors.data);
    for (let i = 1000; i < 6000; i++) row(vectors, i)[0] = 1;
    const { assignments } = await discoverThemes(kernels, vectors);
    expect(new Set(assignments.subarray(1000)).size).toBe(1);
  });

  it('survives 10,000 messages that have nothing in common', async () => {
    const random = mulberry32(5);
    const vectors = zeros(10_000, 32);
    vectors.data.forEach((_, i) => (vectors.data[i] = random() - 0.5));
    const { assignments, sizes } = await discoverThemes(kernels, normaliseRows(vectors));
    expect(assignments.filter((j) => j >= 0)).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
  });

  it('refuses numbers that are no whole vectors', async () => {
    const wrong = { data: new Float32Array(100), rows: 30, cols: 4 };
    await expect(discoverThemes(kernels, wrong)).rejects.toThrow(RangeError);
    expect(() => matrixOf(new Float32Array(10), 4)).toThrow(RangeError);
  });
});
