import fc from 'fast-check';
import { Kernels } from '../../embedding/kernels.js';
import { dot, gather, matrixOf, normaliseRows, row, zeros, type Matrix } from '../../embedding/matrix.js';
import { shippedModels } from '../../embedding/model-folder.js';
import { discoverThemes } from '../discover.js';
import { plantedVectors } from '../fixtures/planted-vectors.js';
import { assignOnline } from './assign-online.js';
import { averageLinkage } from './average-linkage.js';
import { proposeSplit } from './proposals.js';
import { refit, type RefitInput } from './refit.js';

let kernels: Kernels;
beforeAll(async () => {
  kernels = await Kernels.open(shippedModels('kernels'), 1);
});
afterAll(() => kernels.close());

function input(vectors: Matrix, centroids: Matrix, given: Partial<RefitInput> = {}): RefitInput {
  return {
    vectors,
    centroids,
    texts: Array.from({ length: vectors.rows }, (_, i) => `message number ${i} about something`),
    people: Array.from({ length: vectors.rows }, (_, i) => `person ${i}`),
    current: new Int32Array(vectors.rows).fill(-1),
    fixed: [],
    pinned: [],
    notAnIssue: [],
    neverMerge: [],
    ...given,
  };
}

/** Unit vectors in the plane, by angle in degrees: cosines are easy to see. */
function plane(...degrees: number[]): Matrix {
  return matrixOf(
    Float32Array.from(degrees.flatMap((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)])),
    2,
  );
}

describe('refit', () => {
  it('keeps nearly every message in its theme when a third of the messages is new', async () => {
    const { vectors } = plantedVectors(1500, 15, { noise: 0.6 });
    const old = Array.from({ length: 1000 }, (_, i) => i);
    const first = await discoverThemes(kernels, gather(vectors, old));
    const current = Int32Array.from({ length: 1500 }, (_, i) => first.assignments[i] ?? -1);
    const { stability, assignments } = await refit(kernels, input(vectors, first.centroids, { current }));
    expect(stability.kept / stability.before).toBeGreaterThan(0.97);
    expect(assignments.filter((j) => j >= 0).length).toBeGreaterThan(1400);
  });

  it('bears a theme from the pool once three people say the same, not before', async () => {
    const known = plane(0);
    const vectors = plane(0, 1, 90, 91, 92);
    const two = await refit(kernels, input(vectors, known, { people: ['a', 'b', 'c', 'd', 'c'] }));
    expect(two.births).toEqual([]);
    expect(Array.from(two.assignments)).toEqual([0, 0, -1, -1, -1]);
    const three = await refit(kernels, input(vectors, known));
    expect(three.births).toEqual([{ theme: 1, people: 3 }]);
    expect(Array.from(three.assignments)).toEqual([0, 0, 1, 1, 1]);
    expect(three.names).toHaveLength(2);
  });

  it('moves a theme with its messages, but never a pinned one', async () => {
    const vectors = plane(20, 20, 20, 20);
    const free = await refit(kernels, input(vectors, plane(0)));
    expect(dot(row(free.centroids, 0), row(vectors, 0))).toBeGreaterThan(0.98);
    const pinned = await refit(kernels, input(vectors, plane(0), { pinned: [0] }));
    expect(Array.from(pinned.centroids.data)).toEqual([1, 0]);
  });

  it('never touches what a person has fixed, in a theme or in none', async () => {
    const vectors = plane(0, 0, 90, 90, 90, 90);
    const current = Int32Array.from([1, -1, 0, -1, -1, -1]);
    const { assignments, births } = await refit(
      kernels,
      input(vectors, plane(0, 180), { current, fixed: [0, 1, 2], pinned: [0, 1] }),
    );
    expect(Array.from(assignments.subarray(0, 3))).toEqual([1, -1, 0]);
    expect(births).toHaveLength(1);
  });

  it('lets a message stay where it is when another theme is only a little nearer', async () => {
    const vectors = plane(46, 60);
    const current = Int32Array.from([0, 0]);
    const { assignments } = await refit(kernels, input(vectors, plane(0, 90), { current, pinned: [0, 1] }));
    expect(Array.from(assignments)).toEqual([0, 1]);
  });

  it('leaves a message to the pool only once it is far from its theme, however near a new one has to be', async () => {
    const vectors = plane(0, 62, 70, 62);
    const current = Int32Array.from([0, 0, 0, -1]);
    const { assignments } = await refit(kernels, input(vectors, plane(0), { current, pinned: [0] }));
    expect(Array.from(assignments)).toEqual([0, 0, -1, -1]);
  });

  it('proposes to merge what is nearly the same, unless people keep it apart or it is no issue', async () => {
    const centroids = plane(0, 10, 100);
    const merged = async (given: Partial<RefitInput>) => {
      const result = await refit(kernels, input(plane(0), centroids, { pinned: [0, 1, 2], ...given }));
      return result.mergeProposals.map(({ a, b }) => [a, b]);
    };
    expect(await merged({})).toEqual([[0, 1]]);
    expect(await merged({ neverMerge: [[1, 0]] })).toEqual([]);
    expect(await merged({ notAnIssue: [1] })).toEqual([]);
  });

  it('does nothing in an empty week', async () => {
    const empty = await refit(kernels, input(zeros(0, 2), plane(0, 90)));
    expect(empty.centroids.rows).toBe(2);
    expect(Array.from(empty.centroids.data).map((value) => value.toFixed(5))).toEqual(
      Array.from(plane(0, 90).data).map((value) => value.toFixed(5)),
    );
    expect(empty.births).toEqual([]);
  });

  it('refuses lists that do not fit each other', async () => {
    await expect(refit(kernels, input(plane(0, 1), plane(0), { texts: ['one'] }))).rejects.toThrow(RangeError);
    await expect(refit(kernels, input(plane(0), zeros(1, 3)))).rejects.toThrow(RangeError);
    await expect(refit(kernels, input(plane(0), plane(0), { current: Int32Array.of(4) }))).rejects.toThrow(RangeError);
  });
});

describe('averageLinkage', () => {
  /** Joins the nearest pair of groups by mean cosine, again and again: O(n^3), plain. */
  function naive(cosines: Matrix, cutAt: number): number[][] {
    const groups = Array.from({ length: cosines.rows }, (_, i) => [i]);
    for (;;) {
      let best = { a: -1, b: -1, mean: -Infinity };
      groups.forEach((x, a) =>
        groups.slice(a + 1).forEach((y, offset) => {
          const mean =
            x.flatMap((i) => y.map((j) => cosines.data[i * cosines.cols + j]!)).reduce((s, v) => s + v, 0) /
            (x.length * y.length);
          if (mean > best.mean) best = { a, b: a + 1 + offset, mean };
        }),
      );
      if (best.mean < cutAt) return groups.map((group) => group.sort((x, y) => x - y));
      groups[best.a]!.push(...groups[best.b]!);
      groups.splice(best.b, 1);
    }
  }

  it('groups as joining the nearest pair again and again does', async () => {
    const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 14 }),
        async (points) => {
          const rows = normaliseRows(
            matrixOf(Float32Array.from(points.flatMap(([x, y, z]) => [x + 0.013, y - 0.007, z + 0.003])), 3),
          );
          const cosines = await kernels.similarities(rows, rows);
          const expected = naive({ ...cosines, data: cosines.data.slice() }, 0.65);
          const order = (groups: number[][]) => groups.map(String).sort();
          expect(order(averageLinkage(cosines, 0.65))).toEqual(order(expected));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('proposals and online assignment', () => {
  it('proposes to split a theme of two issues, not one of a single issue', () => {
    const { vectors, group } = plantedVectors(400, 2, { noise: 0.5 });
    const all = Array.from({ length: 400 }, (_, i) => i);
    const split = proposeSplit(vectors, 3, all, 1)!;
    expect(split.theme).toBe(3);
    expect(new Set(split.parts[0].map((i) => group[i])).size).toBe(1);
    const one = all.filter((i) => group[i] === 0);
    expect(proposeSplit(vectors, 3, one, 1)).toBeNull();
  });

  it('assigns to the nearest theme from .70, else to the pool', () => {
    expect(assignOnline(row(plane(10), 0), plane(0, 90))).toEqual({ theme: 0, similarity: expect.closeTo(0.985, 2) });
    expect(assignOnline(row(plane(140), 0), plane(0, 90))).toBeNull();
    expect(assignOnline(row(plane(0), 0), zeros(0, 2))).toBeNull();
    expect(() => assignOnline(Float32Array.of(1, 0, 0), plane(0))).toThrow(RangeError);
  });
});
