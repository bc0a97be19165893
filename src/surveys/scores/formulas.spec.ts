import fc from 'fast-check';
import { type Formula, type FormulaId, formulas, responseRate, scoreOf } from './formulas.js';

describe('scores by named formula', () => {
  it.each<[FormulaId, Record<number, number>, number]>([
    ['csat_top2_5', { 1: 5, 2: 5, 3: 10, 4: 30, 5: 50 }, 80],
    ['csat_zd_fold', { 3: 1, 5: 3 }, 75],
    ['csat_top1_3', { 1: 1, 2: 1, 3: 2 }, 50],
    ['csat_top2_4', { 2: 1, 3: 1 }, 50],
    ['csat_top2_6', { 4: 1, 5: 1, 6: 2 }, 75],
    ['csat_top2_7', { 5: 3, 6: 1 }, 25],
    ['csat_top3_10', { 7: 1, 8: 1, 10: 2 }, 75],
    ['csat_binary', { 0: 1, 1: 3 }, 75],
    ['csat_freshdesk', { [-103]: 1, 100: 1, 101: 1, 103: 1 }, 50],
    ['happiness_hs', { 1: 10, 2: 20, 3: 70 }, 60],
    ['nps', { 10: 30, 9: 20, 8: 20, 7: 10, 6: 5, 0: 15 }, 30],
    ['ces_mean_7', { 7: 1, 6: 1, 2: 1 }, 5],
    ['ces_mean_7', { 4: 960, 6: 40 }, 4.08],
    ['ces_top3_7', { 4: 1, 5: 1, 6: 1, 7: 1 }, 75],
    ['ces_net_7', { 7: 5, 5: 2, 4: 1, 3: 1, 1: 1 }, 30],
    ['ces_mean_5', { 4: 1, 5: 1 }, 4.5],
    ['ces_top2_5', { 3: 1, 5: 1 }, 50],
    ['star5_mean', { 1: 10, 2: 10, 3: 20, 4: 40, 5: 40 }, 3.75],
    ['thumbs', { 0: 1, 1: 9 }, 90],
  ])('%s of %o is %d', (formula, counts, value) => {
    expect(scoreOf(formula, counts).value).toBeCloseTo(value, 9);
  });

  it('keeps the neutral answer in the denominator', () => {
    expect(scoreOf('csat_top2_5', { 3: 50, 5: 50 })).toMatchObject({ value: 50, n: 100 });
  });

  it('of no answer is unknown, not zero', () => {
    expect(scoreOf('nps', {})).toEqual({ formula: 'nps', value: null, n: 0, interval: null });
    expect(scoreOf('csat_top2_5', { 4: 0 }).value).toBeNull();
  });

  it('comes with an interval on its own scale', () => {
    const csat = scoreOf('csat_top2_5', { 2: 6, 5: 24 }).interval!;
    expect([csat.low, csat.high].map(Math.round)).toEqual([63, 90]);
    const nps = scoreOf('nps', { 0: 20, 7: 30, 10: 50 }).interval!;
    expect([nps.low, nps.high].map(Math.round)).toEqual([14, 45]);
  });

  it('does not call three equal answers certain', () => {
    const { low, high } = scoreOf('ces_mean_7', { 6: 3 }).interval!;
    expect(low).toBeLessThan(5);
    expect(high).toBe(7);
    expect(scoreOf('ces_mean_7', { 6: 1 }).interval).toBeNull();
  });

  it('refuses an answer that is not on the scale', () => {
    expect(() => scoreOf('csat_top2_5', { 6: 1 })).toThrow(RangeError);
  });

  it('stays within its unit, holds its value in the interval and never falls when an answer improves', () => {
    const ids = Object.keys(formulas) as FormulaId[];
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.array(fc.nat(40), { minLength: 11, maxLength: 11 }),
        fc.nat(9),
        (id, list, at) => {
          const { points, unit }: Formula = formulas[id];
          const counts = Object.fromEntries(points.map((point, i) => [point, list[i]! + 1]));
          const score = scoreOf(id, counts);
          const [low, high] =
            unit === 'percent' ? [0, 100] : unit === 'net' ? [-100, 100] : [points[0]!, points.at(-1)!];
          expect(score.value).toBeGreaterThanOrEqual(low);
          expect(score.value).toBeLessThanOrEqual(high);
          expect(score.interval!.low).toBeLessThanOrEqual(score.value! + 1e-9);
          expect(score.interval!.high).toBeGreaterThanOrEqual(score.value! - 1e-9);
          const i = at % (points.length - 1);
          const better = {
            ...counts,
            [points[i]!]: counts[points[i]!]! - 1,
            [points[i + 1]!]: counts[points[i + 1]!]! + 1,
          };
          expect(scoreOf(id, better).value).toBeGreaterThanOrEqual(score.value! - 1e-9);
        },
      ),
    );
  });
});

describe('response rate', () => {
  it('leaves out what never arrived', () => {
    expect(responseRate({ answered: 30, sent: 110, cameBack: 10 })).toMatchObject({ value: 30, n: 100 });
    expect(responseRate({ answered: 0, sent: 5, cameBack: 5 })).toEqual({ value: null, n: 0, interval: null });
  });
});
