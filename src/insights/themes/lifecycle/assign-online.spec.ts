import { matrixOf, normaliseRows, stack } from '../../embedding/matrix.js';
import { ASSIGN_AT, assignAtOf, assignOnline } from './assign-online.js';

/** Unit rows at the given cosines to the first axis. */
function rowsAt(cosines: readonly number[]) {
  return normaliseRows(matrixOf(Float32Array.from(cosines.flatMap((c) => [c, Math.sqrt(1 - c * c)])), 2));
}
const axis = stack([Float32Array.of(1, 0)]);
const evenly = (low: number, high: number) => Array.from({ length: 101 }, (_, i) => low + ((high - low) * i) / 100);

describe('assignAtOf', () => {
  it.each([
    ['short questions that lie close together', evenly(0.75, 1), ASSIGN_AT],
    ['whole mails', evenly(0.5, 1), 0.55],
    ['messages that hardly agree', evenly(0.1, 0.9), 0.5],
    ['nothing', [], ASSIGN_AT],
  ])('leaves out the outer tenth of %s, within bounds', (_, cosines, expected) => {
    const vectors = rowsAt(cosines);
    expect(assignAtOf(vectors, new Int32Array(vectors.rows), axis)).toBeCloseTo(expected, 2);
  });

  it('looks at members only', () => {
    expect(assignAtOf(rowsAt([0.1, 0.6, 0.6]), [-1, 0, 0], axis)).toBeCloseTo(0.6, 2);
  });
});

describe('assignOnline', () => {
  it.each([
    [0.65, undefined, null],
    [0.65, 0.6, 0],
    [0.72, undefined, 0],
  ])('takes a message at cosine %d with the threshold %s as %s', (cosine, assignAt, theme) => {
    const vector = Float32Array.of(cosine, Math.sqrt(1 - cosine * cosine));
    expect(assignOnline(vector, axis, assignAt)?.theme ?? null).toBe(theme);
  });
});
