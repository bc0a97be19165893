import { mustStop, nextAttempt, nextProbe } from './retry.js';

const now = new Date('2026-03-02T09:00:00Z');
const minutes = (date: Date) => (date.getTime() - now.getTime()) / 60_000;

describe('nextAttempt', () => {
  it('waits longer each time and at most two hours', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((attempts) => minutes(nextAttempt(attempts, null, 0, now)))).toEqual([
      1, 5, 15, 30, 60, 120, 120,
    ]);
  });

  it('honours a longer wait that the server asked for, and spreads', () => {
    expect(minutes(nextAttempt(1, 600, 0, now))).toBe(10);
    expect(minutes(nextAttempt(2, 60, 0, now))).toBe(5);
    expect(minutes(nextAttempt(5, null, 0.5, now))).toBe(63);
  });
});

it('probes an absent server ever more slowly, at least every two minutes', () => {
  expect([1, 2, 3, 4, 50].map((failures) => minutes(nextProbe(failures, now)))).toEqual([0.25, 0.5, 1, 2, 2]);
});

describe('mustStop', () => {
  it.each([
    [{ attempted: 10, refused: 4 }, false],
    [{ attempted: 100, refused: 5 }, true],
    [{ attempted: 1000, refused: 29 }, false],
    [{ attempted: 1000, refused: 30 }, true],
    [{ attempted: 5000, refused: 50 }, true],
    [{ attempted: 5000, refused: 49 }, false],
  ])('%j: %s', (wave, stops) => {
    expect(mustStop(wave)).toBe(stops);
  });
});
