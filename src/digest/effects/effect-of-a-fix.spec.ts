import { effectOfFix, type FixHistory, ratioOf, verdictOf } from './effect-of-a-fix.js';
import { hasReturned } from './return-of-an-issue.js';

const WEEKS_BEFORE = 8;
const OTHERS = [5, 9, 14, 20, 3, 7, 11, 6, 8, 12];

/** Ten quiet themes of steady volume, and one that was fixed. */
function history(fixed: number[], changes: Partial<FixHistory> = {}): FixHistory {
  const steady = OTHERS.map((level, i) => fixed.map((_, week) => level + ((week * 7 + i * 3) % 3) - 1));
  return {
    counts: [...steady, fixed],
    theme: OTHERS.length,
    weeksBefore: WEEKS_BEFORE,
    decisionWeeks: [3, 4, 5, 6],
    skip: 0,
    weeks: 4,
    fixed: new Set(),
    ...changes,
  };
}

const before = [20, 19, 21, 20, 20, 21, 19, 20];

describe('effectOfFix', () => {
  it('reproduces figures computed independently', () => {
    const effect = effectOfFix(history([...before, 5, 4, 6, 5]));
    expect(effect.observed).toBe(20);
    expect(effect.expected).toBeCloseTo(82.65376, 4);
    expect(effect.logRatio).toBeCloseTo(-1.394235, 5);
    expect(effect.deviation).toBeCloseTo(0.330633, 5);
  });

  it('says that a fall to a quarter worked', () => {
    expect(verdictOf(effectOfFix(history([...before, 5, 4, 6, 5])), 4)).toBe('worked');
  });

  it('never says that an unchanged rate worked', () => {
    expect(verdictOf(effectOfFix(history([...before, 20, 21, 19, 20])), 4)).toBe('did not halve');
  });

  it('says after two weeks at most that there is an early sign', () => {
    expect(verdictOf(effectOfFix(history([...before, 3, 2], { weeks: 2 })), 2)).toBe('early sign');
  });

  it('says that few contacts tell nothing', () => {
    expect(verdictOf(effectOfFix(history([1, 0, 1, 2, 1, 0, 1, 1, 0, 0, 0, 0])), 4)).toBe('too few contacts to tell');
  });

  it('does not take the week for the base that made the team decide', () => {
    const spiked = [20, 19, 21, 20, 20, 60, 19, 20];
    const effect = effectOfFix(history([...spiked, 20, 21, 19, 20]));
    expect(effect.expected).toBeLessThan(90);
    expect(verdictOf(effect, 4)).not.toBe('worked');
  });

  it('takes into account that everything else grew', () => {
    const grown = OTHERS.map((level) =>
      Array.from({ length: 12 }, (_, week) => (week < WEEKS_BEFORE ? level : 2 * level)),
    );
    const effect = effectOfFix(history([], { counts: [...grown, [...before, 20, 20, 20, 20]] }));
    expect(effect.expected).toBeGreaterThan(140);
    expect(ratioOf(effect).ratio).toBeCloseTo(0.5, 1);
  });

  it('refuses series that are too short', () => {
    expect(() => effectOfFix(history([1, 2, 3]))).toThrow(RangeError);
  });
});

describe('hasReturned', () => {
  const ones = (length: number): number[] => new Array<number>(length).fill(1);
  const quiet = [6, 4, 2, 1, 2, 1, 2, 1];

  it('sees an issue come back to its old level', () => {
    const counts = [...quiet, 12, 15, 14];
    expect(hasReturned({ counts, exposure: ones(counts.length), levelBefore: 20 })).toBe(true);
  });

  it('is not moved by one busier week', () => {
    const counts = [...quiet, 1, 4, 2];
    expect(hasReturned({ counts, exposure: ones(counts.length), levelBefore: 20 })).toBe(false);
  });

  it('says nothing before the ninth week', () => {
    expect(hasReturned({ counts: [1, 1, 1, 20, 20, 20], exposure: ones(6), levelBefore: 20 })).toBe(false);
  });
});
