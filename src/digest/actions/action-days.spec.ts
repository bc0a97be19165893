import { isOverdue, shippedDay, shippedInstant } from './action-days.js';

const known = (shippedAt: string | null) => ({ shippedAt: shippedAt === null ? null : new Date(shippedAt) });

describe('the day of shipping', () => {
  it.each([
    ['UTC', '2026-11-02T00:00:00.000Z'],
    ['Europe/Berlin', '2026-11-01T23:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-02T08:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-01T10:00:00.000Z'],
  ])('begins with its first moment in %s, and is read back as the same day', (zone, instant) => {
    expect(shippedInstant('2026-11-02', known(null), zone)).toBe(instant);
    expect(shippedDay(known(instant), zone)).toBe('2026-11-02');
  });

  it('begins late where midnight is skipped', () => {
    expect(shippedInstant('2026-09-06', known(null), 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('keeps the hour that is known when the day stays the same there, and only then', () => {
    const late = known('2026-11-02T23:30:00.000Z');
    expect(shippedInstant('2026-11-02', late, 'UTC')).toBe('2026-11-02T23:30:00.000Z');
    expect(shippedInstant('2026-11-02', late, 'Europe/Berlin')).toBe('2026-11-01T23:00:00.000Z');
    expect(shippedInstant('2026-11-03', late, 'Europe/Berlin')).toBe('2026-11-02T23:30:00.000Z');
  });
});

describe('a due day', () => {
  const now = new Date('2026-11-02T23:30:00Z');
  it('is over when it is over where the team is', () => {
    const action = { dueOn: '2026-11-02', status: 'open' as const };
    expect([isOverdue(action, now, 'UTC'), isOverdue(action, now, 'Europe/Berlin')]).toEqual([false, true]);
  });

  it('does not matter once it is done, or was declined', () => {
    for (const status of ['shipped', 'declined'] as const)
      expect(isOverdue({ dueOn: '2026-10-01', status }, now, 'UTC')).toBe(false);
  });
});
