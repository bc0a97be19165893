import fc from 'fast-check';
import { mean, meanInterval, variance } from './mean.js';
import { netScoreInterval } from './net-score.js';
import { wilsonInterval } from './wilson.js';

describe('Wilson interval', () => {
  it.each([
    [8, 10, 0.4902, 0.9433],
    [24, 30, 0.627, 0.905],
    [80, 100, 0.7112, 0.8666],
    [320, 400, 0.758, 0.8362],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 1, 0.2065, 1],
  ])('of %d in %d is %d to %d', (successes, n, low, high) => {
    const interval = wilsonInterval(successes, n)!;
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  it('of nothing is unknown', () => {
    expect(wilsonInterval(0, 0)).toBeNull();
  });

  it('refuses more successes than trials', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(RangeError);
  });

  it('holds the share, stays in 0..1 and mirrors with its complement', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (yes, no) => {
        fc.pre(yes + no > 0);
        const n = yes + no;
        const a = wilsonInterval(yes, n)!;
        const b = wilsonInterval(no, n)!;
        expect(a.low).toBeGreaterThanOrEqual(0);
        expect(a.high).toBeLessThanOrEqual(1);
        expect(a.low).toBeLessThanOrEqual(yes / n);
        expect(a.high).toBeGreaterThanOrEqual(yes / n);
        expect(a.low).toBeCloseTo(1 - b.high, 9);
      }),
    );
  });
});

describe('interval of a net score', () => {
  it.each([
    [50, 20, 100, [0.1414, 0.4468]],
    [15, 6, 30, [0.0041, 0.5584]],
    [10, 0, 10, [0.5206, 1]],
  ])('of %d up and %d down in %d is %p', (up, down, n, [low, high]) => {
    const interval = netScoreInterval(up, down, n)!;
    expect(interval.low).toBeCloseTo(low!, 3);
    expect(interval.high).toBeCloseTo(high!, 3);
  });

  it('of nothing is unknown', () => {
    expect(netScoreInterval(0, 0, 0)).toBeNull();
  });
});

describe('interval of a mean', () => {
  it('uses Student t: 2, 4, 6 gives 4 +- 4.303 * 2 / sqrt 3', () => {
    const values = [2, 4, 6];
    expect(variance(values)).toBe(4);
    const interval = meanInterval(mean(values)!, variance(values)!, 3)!;
    expect(interval.high - 4).toBeCloseTo(4.9683, 3);
    expect(interval.low).toBeCloseTo(4 - 4.9683, 3);
  });

  it('is unknown for one value', () => {
    expect(mean([])).toBeNull();
    expect(variance([3])).toBeNull();
    expect(meanInterval(3, 0, 1)).toBeNull();
  });
});
