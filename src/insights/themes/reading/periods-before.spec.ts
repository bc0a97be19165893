import { knownCounts } from './periods-before.js';

const week = (day: number) => ({ from: new Date(Date.UTC(2026, 0, day)), to: new Date(Date.UTC(2026, 0, day + 7)) });

describe('knownCounts', () => {
  const counts = [1, 8, 15].map((day) => ({ ...week(day), contacts: 0, customers: 0 }));

  it('knows nothing of periods that ended before the first message, and a zero after it', () => {
    const known = knownCounts(counts, new Date(Date.UTC(2026, 0, 10)));
    expect(known.map(({ contacts, customers }) => [contacts, customers])).toEqual([
      [null, null],
      [0, 0],
      [0, 0],
    ]);
  });

  it('counts from the instant of the first message: periods are half-open', () => {
    expect(knownCounts(counts, week(8).from)[0]!.contacts).toBeNull();
    expect(knownCounts(counts, week(8).from)[1]!.contacts).toBe(0);
  });

  it('knows nothing without any message', () => {
    expect(knownCounts(counts, null).every(({ contacts }) => contacts === null)).toBe(true);
  });
});
