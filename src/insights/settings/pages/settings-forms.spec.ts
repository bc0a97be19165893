import { CalendarForm, CostForm, weekdayRows, WeightsForm } from './settings-forms.js';

const form = (more: Record<string, string> = {}) => ({
  count: 'business',
  zone: 'Europe/Berlin',
  hours1: '09:00-12:00, 13:00-17:00',
  hours2: '8:30 – 17:00',
  hours6: '',
  holidays: '2026-12-25\r\n2026-12-26',
  ...more,
});

describe('the form of business hours', () => {
  it('reads openings, several a day, and holidays', () => {
    expect(CalendarForm.parse(form())).toEqual({
      zone: 'Europe/Berlin',
      hours: {
        1: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
        2: [['08:30', '17:00']],
      },
      holidays: ['2026-12-25', '2026-12-26'],
    });
  });

  it('is nothing when all hours count, whatever else it holds', () => {
    expect(CalendarForm.parse(form({ count: 'all', hours1: 'nonsense' }))).toBeNull();
  });

  it.each<Record<string, string>>([
    { hours1: 'nine to five' },
    { hours1: '17:00-09:00' },
    { hours1: '13:00-17:00, 09:00-14:00' },
    { zone: 'Berlin' },
    { holidays: 'Christmas' },
  ])('refuses %j', (wrong) => {
    expect(CalendarForm.safeParse(form(wrong)).success).toBe(false);
  });

  it('shows again what it was given', () => {
    const rows = weekdayRows(CalendarForm.parse(form()) as Parameters<typeof weekdayRows>[0]);
    expect(rows.slice(0, 3).map(({ value }) => value)).toEqual(['09:00-12:00, 13:00-17:00', '08:30-17:00', '']);
    expect(weekdayRows(null).map(({ value }) => value)).toEqual([...Array<string>(5).fill('09:00-17:00'), '', '']);
  });
});

describe('the forms of costs and weights', () => {
  it('take a cost back when it is left out', () => {
    expect(CostForm.parse({ hourlyCost: '', currency: '' })).toEqual({});
    expect(CostForm.parse({ hourlyCost: '42.5', currency: 'eur' })).toEqual({ hourlyCost: 42.5, currency: 'EUR' });
    expect(CostForm.safeParse({ hourlyCost: '-1' }).success).toBe(false);
  });

  it('hold weights between 0 and 3', () => {
    const weights = { effort: '1', negativity: '0', scoreEffect: '3', trend: '0.5' };
    expect(WeightsForm.parse(weights)).toEqual({ effort: 1, negativity: 0, scoreEffect: 3, trend: 0.5 });
    expect(WeightsForm.safeParse({ ...weights, trend: '4' }).success).toBe(false);
  });
});
