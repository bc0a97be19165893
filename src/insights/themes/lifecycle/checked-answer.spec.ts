import { matrixOf, zeros } from '../../embedding/matrix.js';
import { checkedAnswer } from './checked-answer.js';

describe('checkedAnswer', () => {
  const asked = { rows: 3, dimensions: 2 };
  const answer = { assignments: Int32Array.of(0, -1, 1), centroids: matrixOf(Float32Array.of(1, 0, 0, 1), 2) };

  it('hands on what fits, and no themes at all', () => {
    expect(checkedAnswer(answer, asked)).toBe(answer);
    const none = { assignments: Int32Array.of(-1, -1, -1), centroids: zeros(0, 384) };
    expect(checkedAnswer(none, asked)).toBe(none);
  });

  it.each([
    ['too few messages', { ...answer, assignments: Int32Array.of(0, 1) }],
    ['a theme that is not there', { ...answer, assignments: Int32Array.of(0, -1, 2) }],
    ['half a number', { ...answer, assignments: [0, 0.5, 1] }],
    ['centres of another size', { ...answer, centroids: zeros(2, 3) }],
    ['centres cut off', { ...answer, centroids: { data: new Float32Array(3), rows: 2, cols: 2 } }],
    ['centres that are no numbers', { ...answer, centroids: matrixOf(Float32Array.of(1, NaN, 0, 1), 2) }],
  ])('refuses %s', (_, corrupt) => {
    expect(() => checkedAnswer(corrupt, asked)).toThrow(/does not fit the question/);
  });
});
