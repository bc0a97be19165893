import { isGivenUp, type PastReport } from './dead-address.js';

const NOW = new Date('2026-06-01T00:00:00Z');
const days = (kind: PastReport['kind'], ...ago: number[]): PastReport[] =>
  ago.map((n) => ({ kind, at: new Date(NOW.getTime() - n * 86_400_000) }));

describe('an address whose mails fail for the moment', () => {
  it.each<[string, PastReport[], boolean]>([
    ['twice', days('soft', 0, 30), false],
    ['three times in half a year', days('soft', 0, 40, 90), true],
    ['three times, once long ago', days('soft', 0, 40, 181), false],
    ['three times, and one arrived since the first', [...days('soft', 0, 40, 90), ...days('delivered', 60)], false],
    ['three times since one arrived', [...days('soft', 0, 10, 20), ...days('delivered', 60)], true],
    ['never', days('delivered', 1), false],
  ])('%s', (_what, reports, isDead) => {
    expect(isGivenUp(reports, NOW)).toBe(isDead);
  });
});
