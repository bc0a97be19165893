import fc from 'fast-check';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { clusterBootstrap } from './bootstrap.js';
import { fisherExact, logOddsRatio } from './fisher.js';
import { atLeast, atMost, negativeBinomialQuantile } from './negative-binomial.js';
import { proportionDifference } from './newcombe.js';
import { ascending, quantile, quantileInterval } from './quantiles.js';
import { seededRandom } from './random.js';
import { rateRatio } from './rate-ratio.js';
import { concentrations } from './segments.js';

describe('Benjamini-Hochberg', () => {
  it('gives the q-values of the worked example of the 1995 paper', () => {
    const p = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const q = benjaminiHochberg(p);
    expect(q.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(q[0]).toBeCloseTo(0.0015, 6);
    expect(q[3]).toBeCloseTo(0.035625, 6);
    expect(q[4]).toBeCloseTo(0.0603, 4);
  });

  it('keeps the order of the tests, never falls below p and rises with p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (p) => {
        const q = benjaminiHochberg(p);
        p.forEach((value, i) => {
          expect(q[i]).toBeGreaterThanOrEqual(value);
          p.forEach((other, j) => expect(value >= other || q[i]! <= q[j]!).toBe(true));
        });
      }),
    );
  });
});

describe('negative binomial', () => {
  it('with shape 1 is geometric: P(Y >= 3) = (mean / (mean + 1))^3', () => {
    expect(atLeast(3, { mean: 4, shape: 1 })).toBeCloseTo(0.512, 9);
    expect(atMost(2, { mean: 4, shape: 1 })).toBeCloseTo(0.488, 9);
  });

  it('with a huge shape is Poisson: P(Y >= 5 | mean 2) = .05265', () => {
    expect(atLeast(5, { mean: 2, shape: 1e7 })).toBeCloseTo(0.05265, 4);
  });

  it('adds up: at most y - 1 and at least y', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: 0.2, max: 50, noNaN: true }),
        (y, mean, shape) => {
          expect(atLeast(y, { mean, shape }) + atMost(y - 1, { mean, shape })).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it('has quantiles that bracket the probability', () => {
    expect(negativeBinomialQuantile(0.488, { mean: 4, shape: 1 })).toBe(2);
    expect(negativeBinomialQuantile(0.4881, { mean: 4, shape: 1 })).toBe(3);
    expect(negativeBinomialQuantile(0, { mean: 4, shape: 1 })).toBe(0);
  });
});

describe('difference of two proportions', () => {
  it('is that of the worked example 56/70 against 48/80 of Newcombe 1998: .0524 to .3339', () => {
    const { difference, low, high } = proportionDifference({ yes: 56, n: 70 }, { yes: 48, n: 80 })!;
    expect(difference).toBeCloseTo(0.2, 9);
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  it('is that of 9/10 against 3/10: .1705 to .8090', () => {
    const { low, high } = proportionDifference({ yes: 9, n: 10 }, { yes: 3, n: 10 })!;
    expect(low).toBeCloseTo(0.1705, 4);
    expect(high).toBeCloseTo(0.809, 4);
  });

  it('is unknown when one side is empty', () => {
    expect(proportionDifference({ yes: 0, n: 0 }, { yes: 1, n: 2 })).toBeNull();
  });
});

describe('ratio of two rates', () => {
  it('of 20 in 10 and 10 in 10 is about 2 with Poisson limits', () => {
    const { ratio, low, high } = rateRatio({ count: 20, exposure: 10 }, { count: 10, exposure: 10 })!;
    expect(ratio).toBeCloseTo(20.5 / 10.5, 9);
    expect(low).toBeCloseTo(1.9524 * Math.exp(-1.96 * Math.sqrt(1 / 20.5 + 1 / 10.5)), 3);
    expect(high).toBeGreaterThan(4);
  });

  it('is wider when the counts vary more than Poisson', () => {
    const plain = rateRatio({ count: 20, exposure: 1 }, { count: 10, exposure: 1 })!;
    const wide = rateRatio({ count: 20, exposure: 1 }, { count: 10, exposure: 1 }, 0.1)!;
    expect(wide.low).toBeLessThan(plain.low);
    expect(rateRatio({ count: 1, exposure: 0 }, { count: 1, exposure: 1 })).toBeNull();
  });
});

describe('Fisher', () => {
  it('tests the tea lady: 3 of 4 against 1 of 4 is .4857', () => {
    expect(fisherExact({ a: 3, b: 1, c: 1, d: 3 })).toBeCloseTo(0.4857, 4);
  });

  it('tests 8 of 10 against 1 of 6: p = .0350', () => {
    expect(fisherExact({ a: 8, b: 2, c: 1, d: 5 })).toBeCloseTo(0.035, 4);
  });

  it('gives log odds with their error', () => {
    const { log, error } = logOddsRatio({ a: 9, b: 1, c: 3, d: 7 });
    expect(log).toBeCloseTo(Math.log((9.5 * 7.5) / (1.5 * 3.5)), 9);
    expect(error).toBeCloseTo(Math.sqrt(1 / 9.5 + 1 / 1.5 + 1 / 3.5 + 1 / 7.5), 9);
  });
});

describe('concentrations', () => {
  it('finds the segment that stands out and stays silent about small ones', () => {
    const found = concentrations([
      { dimension: 'plan', value: 'free', yes: 40, n: 100 },
      { dimension: 'plan', value: 'team', yes: 10, n: 100 },
      { dimension: 'plan', value: 'malta', yes: 3, n: 3 },
      { dimension: 'channel', value: 'mail', yes: 26, n: 100 },
      { dimension: 'channel', value: 'chat', yes: 27, n: 103 },
    ]);
    expect(found.map(({ value }) => value)).toEqual(['free']);
    expect(found[0]).toMatchObject({ share: 0.4, elsewhere: 13 / 103 });
    expect(found[0]!.interval.low).toBeGreaterThan(1.5);
  });
});

describe('quantiles', () => {
  it('are linear between neighbours and unknown of nothing', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.9)).toBeCloseTo(4.6, 9);
    expect(quantile([], 0.5)).toBeNull();
  });

  it('have an interval by ranks: the median of 1..100 lies in 41..60', () => {
    const values = ascending(Array.from({ length: 100 }, (_, i) => 100 - i));
    expect(quantileInterval(values, 0.5)).toEqual({ low: 41, high: 60 });
    expect(quantileInterval(values.slice(0, 10), 0.9)).toBeNull();
  });
});

describe('seeded draws', () => {
  it('are the same for the same seed', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return [random.uniform(), random.below(100), random.gamma(2, 3), random.beta(2, 10)];
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('have the means they were asked for', () => {
    const random = seededRandom(1);
    const mean = (next: () => number) => Array.from({ length: 20_000 }, next).reduce((a, b) => a + b) / 20_000;
    expect(mean(() => random.gamma(2, 3))).toBeCloseTo(3, 1);
    expect(mean(() => random.beta(2, 10))).toBeCloseTo(2 / 12, 2);
  });
});

describe('cluster bootstrap', () => {
  const meanOf = (rows: number[]) => rows.reduce((a, b) => a + b, 0) / rows.length;

  it('is wider when the answers of a customer agree', () => {
    const together = Array.from({ length: 20 }, (_, i) => Array.from({ length: 10 }, () => i % 2));
    const apart = together.flat().map((value) => [value]);
    const wide = clusterBootstrap(together, meanOf)!;
    const narrow = clusterBootstrap(apart, meanOf)!;
    expect(wide.high - wide.low).toBeGreaterThan(2 * (narrow.high - narrow.low));
  });

  it('is unknown for one customer', () => {
    expect(clusterBootstrap([[1, 2, 3]], meanOf)).toBeNull();
  });
});
