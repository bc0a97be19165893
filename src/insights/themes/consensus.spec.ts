import { agreed } from './consensus.js';
import { mulberry32 } from './mulberry32.js';

describe('agreed', () => {
  it('keeps together what most runs put together, whatever they call it', () => {
    const groups = agreed([
      [0, 0, 0, 1, 1, 1],
      [5, 5, 5, 2, 2, 2],
      [1, 1, 0, 0, 3, 3],
    ]);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[0]).toBe(groups[2]);
    expect(groups[3]).toBe(groups[4]);
    expect(groups[4]).toBe(groups[5]);
    expect(new Set(groups).size).toBe(2);
  });

  it('keeps apart what most runs keep apart', () => {
    expect(
      new Set(
        agreed([
          [0, 0],
          [0, 1],
          [0, 1],
        ]),
      ).size,
    ).toBe(2);
    expect(Array.from(agreed([[0, 1, 2]])).sort()).toEqual([0, 1, 2]);
  });

  it('takes the word of fewer runs where none agree, and stays small', () => {
    const random = mulberry32(3);
    const runs = Array.from({ length: 7 }, () => Int32Array.from({ length: 9000 }, () => Math.floor(300 * random())));
    expect(new Set(agreed(runs)).size).toBe(300);
  });
});
