import { addOpenMinutes, closingSunday } from './calendar.js';
import { inventedIban } from './personal-data.js';
import { createRandom, dealer } from './random.js';

describe('createRandom', () => {
  it('forks streams that do not depend on what was drawn before', () => {
    const fresh = createRandom(9);
    const used = createRandom(9);
    used.next();
    expect(used.fork('mail').next()).toBe(fresh.fork('mail').next());
    expect(fresh.fork('mail').next()).not.toBe(fresh.fork('chat').next());
  });

  it('draws Poisson counts with the mean asked for', () => {
    const random = createRandom(3);
    const counts = Array.from({ length: 4000 }, () => random.poisson(6.5));
    expect(counts.reduce((a, b) => a + b, 0) / counts.length).toBeCloseTo(6.5, 0);
  });

  it('deals every card before any card again', () => {
    const deal = dealer(['a', 'b', 'c'], createRandom(1));
    expect([deal(), deal(), deal()].sort()).toEqual(['a', 'b', 'c']);
    expect([deal(), deal(), deal()].sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('addOpenMinutes', () => {
  it.each([
    ['2026-11-18T10:00:00Z', 30, '2026-11-18T10:30:00.000Z'],
    ['2026-11-18T17:50:00Z', 30, '2026-11-19T08:20:00.000Z'],
    ['2026-11-20T17:50:00Z', 30, '2026-11-23T08:20:00.000Z'],
    ['2026-11-21T03:00:00Z', 5, '2026-11-23T08:05:00.000Z'],
  ])('from %s, %i minutes later support time is %s', (from, minutes, expected) => {
    expect(addOpenMinutes(new Date(from), minutes).toISOString()).toBe(expected);
  });
});

describe('closingSunday', () => {
  it.each([
    ['2026-11-22T23:59:59Z', '2026-11-22'],
    ['2026-11-23T00:00:00Z', '2026-11-22'],
    ['2026-11-28T12:00:00Z', '2026-11-22'],
  ])('closes %s on %s', (date, expected) => {
    expect(closingSunday(new Date(date)).toISOString().slice(0, 10)).toBe(expected);
  });
});

describe('inventedIban', () => {
  it('leaves the remainder 1 of ISO 7064', () => {
    const random = createRandom(2);
    for (let i = 0; i < 50; i++) {
      const iban = inventedIban(random).replaceAll(' ', '');
      const digits = [...(iban.slice(4) + iban.slice(0, 4))].map((sign) => parseInt(sign, 36).toString()).join('');
      expect(BigInt(digits) % 97n).toBe(1n);
    }
  });
});
