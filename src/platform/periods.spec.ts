import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  contains,
  dayName,
  dayOf,
  daysIn,
  lastCompleteWeek,
  monthOf,
  periodBefore,
  weekOf,
  weeksIn,
} from './periods.js';

const at = (iso: string) => new Date(iso);
const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000;

describe('periods', () => {
  it('gives a day of 23 hours in spring and 25 in autumn', () => {
    expect(hours(dayOf(at('2025-03-30T10:00:00Z'), 'Europe/Berlin'))).toBe(23);
    expect(hours(dayOf(at('2025-10-26T10:00:00Z'), 'Europe/Berlin'))).toBe(25);
    expect(dayOf(at('2025-03-29T23:30:00Z'), 'Europe/Berlin').from).toEqual(at('2025-03-29T23:00:00Z'));
  });

  it('starts the day at one o clock where midnight is skipped', () => {
    const day = dayOf(at('2024-04-26T12:00:00Z'), 'Africa/Cairo');
    expect(day.from).toEqual(at('2024-04-25T22:00:00Z'));
    expect(hours(day)).toBe(23);
  });

  it('names ISO weeks by the year of their Thursday', () => {
    expect(weekOf(at('2024-12-30T12:00:00Z'), 'UTC').name).toBe('2025-W01');
    expect(weekOf(at('2027-01-03T12:00:00Z'), 'UTC').name).toBe('2026-W53');
  });

  it('spans 167 hours in the week of the spring change', () => {
    const week = weekOf(at('2025-03-30T21:59:59Z'), 'Europe/Berlin');
    expect(week).toEqual({ name: '2025-W13', from: at('2025-03-23T23:00:00Z'), to: at('2025-03-30T22:00:00Z') });
    expect(hours(week)).toBe(167);
  });

  it('is half-open', () => {
    const week = weekOf(at('2025-01-08T00:00:00Z'), 'UTC');
    expect(contains(week, week.from)).toBe(true);
    expect(contains(week, week.to)).toBe(false);
  });

  it('reports the week before on Monday at midnight, not the one that has just begun', () => {
    expect(lastCompleteWeek(at('2025-01-12T23:59:59Z'), 'UTC').name).toBe('2025-W01');
    expect(lastCompleteWeek(at('2025-01-13T00:00:00Z'), 'UTC').name).toBe('2025-W02');
    expect(lastCompleteWeek(at('2025-01-12T12:00:00Z'), 'Pacific/Kiritimati').name).toBe('2025-W02');
  });

  it('goes back by local days over a clock change', () => {
    const april = { from: at('2025-03-30T22:00:00Z'), to: at('2025-04-06T22:00:00Z') };
    expect(periodBefore(april, 'Europe/Berlin').from).toEqual(at('2025-03-23T23:00:00Z'));
  });

  it('knows the month', () => {
    expect(hours(monthOf(at('2025-03-15T00:00:00Z'), 'Europe/Berlin'))).toBe(31 * 24 - 1);
  });

  it('refuses what is no zone', () => {
    expect(() => dayOf(at('2025-01-01T00:00:00Z'), 'Mars/Olympus')).toThrow(RangeError);
  });

  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Pacific/Apia',
  );
  const instants = fc.date({ min: at('2009-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z'), noInvalidDate: true });

  it('tiles any period with days and weeks, without hole or overlap, in every zone', () => {
    fc.assert(
      fc.property(zones, instants, fc.integer({ min: 1, max: 90 }), (zone, from, days) => {
        const period = { from, to: DateTime.fromJSDate(from, { zone }).plus({ days }).toJSDate() };
        for (const parts of [daysIn(period, zone), weeksIn(period, zone)]) {
          parts.slice(1).forEach((part, i) => expect(part.from).toEqual(parts[i]!.to));
          expect(contains(parts[0]!, period.from)).toBe(true);
          expect(parts.at(-1)!.to >= period.to).toBe(true);
        }
      }),
    );
  });

  it('puts every instant in the day that bears its name', () => {
    fc.assert(
      fc.property(zones, instants, (zone, instant) => {
        const day = dayOf(instant, zone);
        expect(contains(day, instant)).toBe(true);
        expect(dayName(day.from, zone)).toBe(dayName(instant, zone));
      }),
    );
  });
});
