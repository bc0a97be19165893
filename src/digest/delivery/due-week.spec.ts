import { dueWeek, sendMoment } from './due-week.js';

const team = { timeZone: 'Europe/Berlin', sendWeekday: 1, sendHour: 8 };

describe('dueWeek', () => {
  const cases: [string, string, string | null][] = [
    ['is the week before on Monday at the hour', '2026-11-23T07:00:00Z', '2026-W47'],
    ['is nothing a minute earlier', '2026-11-23T06:59:00Z', null],
    ['stays the same for the rest of the week', '2026-11-29T22:59:00Z', '2026-W47'],
    ['knows week 53', '2027-01-04T07:00:00Z', '2026-W53'],
    ['keeps the local hour when clocks went back', '2026-10-26T07:00:00Z', '2026-W43'],
  ];
  it.each(cases)('%s', (_title, now, name) => {
    expect(dueWeek(team, new Date(now))?.name ?? null).toBe(name);
  });

  it('is only the last week after a month of downtime', () => {
    expect(dueWeek(team, new Date('2026-12-23T12:00:00Z'))?.name).toBe('2026-W51');
  });
});

describe('sendMoment', () => {
  it('is on the weekday of the following week', () => {
    const week = dueWeek(team, new Date('2026-11-23T07:00:00Z'))!;
    expect(sendMoment({ ...team, sendWeekday: 3 }, week).toISOString()).toBe('2026-11-25T07:00:00.000Z');
  });
});
