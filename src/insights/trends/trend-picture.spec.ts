import { trendPicture } from './trend-picture.js';

const DAY_MS = 86_400_000;
const at = (day: number) => new Date(Date.parse('2026-11-01T00:00:00Z') + day * DAY_MS);
const point = (day: number, contacts: number, expected: { low: number; high: number } | null = null) => ({
  from: at(day),
  contacts,
  expected: expected && { value: 2, ...expected },
});

describe('the picture of a trend', () => {
  it('begins where contacts begin and marks what lies beyond', () => {
    const usual = { low: 1, high: 4 };
    const picture = trendPicture('Login', [point(0, 0), point(7, 2), point(14, 9, usual), point(21, 0, usual)], 'UTC')!;
    expect(picture.points.map(({ isOut }) => isOut)).toEqual([false, true, true]);
    expect(picture).toMatchObject({ from: '8 Nov', to: '22 Nov', top: '9', low: 0, high: 9 });
    expect(picture.label).toBe('Login: 8 Nov: 2; 15 Nov: 9, expected 1 to 4; 22 Nov: 0, expected 1 to 4');
  });

  it('is none of a single stretch', () => {
    expect(trendPicture('Login', [point(0, 0), point(7, 2)], 'UTC')).toBeNull();
    expect(trendPicture('Login', [], 'UTC')).toBeNull();
  });
});
