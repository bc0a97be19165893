import { describe, expect, it } from '@jest/globals';
import { shifted, shiftOf } from './decided-gaps.js';

const decided = (accepted: number, dismissed: number, probability = 0.9) => [
  ...Array.from({ length: accepted }, () => ({ probability, isGap: true })),
  ...Array.from({ length: dismissed }, () => ({ probability, isGap: false })),
];

describe('what decisions teach', () => {
  it('nothing below thirty of them', () => {
    expect(shiftOf(decided(0, 29))).toBe(0);
  });

  it('nothing where as many were right as was said', () => {
    expect(shiftOf(decided(90, 10))).toBeCloseTo(0, 2);
  });

  it('to claim less where half of what was surely missing was dismissed', () => {
    const shift = shiftOf(decided(100, 100));
    expect(shifted(0.9, shift)).toBeCloseTo(0.5, 1);
    expect(shifted(0.95, shift)).toBeGreaterThan(shifted(0.9, shift));
  });

  it('to claim more where all of the doubtful were accepted, though never without end', () => {
    const shift = shiftOf(decided(40, 0, 0.5));
    expect(shift).toBeGreaterThan(1);
    expect(shift).toBeLessThan(6);
    expect(shifted(1, shift)).toBeLessThanOrEqual(1);
  });
});
