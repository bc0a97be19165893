import { driverView } from '../driver-view.js';
import type { Driver } from '../drivers.js';
import { driverRows } from './driver-rows.js';

const tested = (effect: number, verdict: 'established' | 'not established'): Driver =>
  ({
    theme: 't',
    n: 40,
    verdict,
    q: 0.02,
    pull: { effect: effect / 10, interval: { low: effect / 10 - 0.01, high: effect / 10 + 0.01 } },
    adjusted: { effect, interval: { low: effect - 0.1, high: effect + 0.1 }, p: 0.01 },
  }) as Driver;
const few: Driver = { theme: 'f', n: 4, verdict: 'not enough data', needed: 30 };
const rows = (drivers: Driver[], driven: 'csat' | 'effort') =>
  driverRows(
    drivers.map((driver) => driverView(driver, 'Login', driven)),
    driven,
  );

describe('the rows of drivers', () => {
  it.each([
    ['csat', -0.2, 'established', 'bad'],
    ['csat', 0.2, 'established', 'good'],
    ['effort', 1.5, 'established', 'bad'],
    ['effort', -1.5, 'established', 'good'],
    ['csat', -0.2, 'not established', 'calm'],
  ] as const)('of %s with %d, %s, are %s', (driven, effect, verdict, tone) => {
    expect(rows([tested(effect, verdict)], driven).tested[0]!.tone).toBe(tone);
  });

  it('share one scale, as wide as the widest interval', () => {
    const { tested: both } = rows([tested(-0.2, 'established'), tested(0.05, 'not established')], 'csat');
    expect(both.map(({ mark }) => Math.round(mark.reach))).toEqual([30, 30]);
    expect(both[0]!.adjusted).toEqual({ text: '-20 points', range: '-30 to -10' });
  });

  it('keep apart what nobody can say yet', () => {
    const { tested: none, untested } = rows([few], 'csat');
    expect(none).toEqual([]);
    expect(untested).toEqual([{ theme: { id: 'f', label: 'Login' }, n: 4 }]);
  });
});
