import { bandOf } from './calibration.js';

describe('bandOf', () => {
  it.each([
    [5, [1, 2, 3, 4, 5], ['low', 'low', 'middle', 'high', 'high']],
    [3, [1, 2, 3], ['low', 'middle', 'high']],
    [4, [1, 2, 3, 4], ['low', 'low', 'high', 'high']],
    [2, [0, 1, 2], ['low', 'low', 'high']],
    [10, [1, 5, 6, 7, 8, 10], ['low', 'low', 'middle', 'middle', 'high', 'high']],
  ])('reads scores of %d points', (scale, scores, bands) => {
    expect(scores.map((score) => bandOf(score, scale))).toEqual(bands);
  });

  it('says nothing of unknown scales and missing scores', () => {
    expect([bandOf(3, 11), bandOf(null, 5), bandOf(3, null)]).toEqual([null, null, null]);
  });
});
