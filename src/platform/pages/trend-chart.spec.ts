import { rangeMark, scaleOf, trendChart, type TrendPoint } from './trend-chart.js';

const point = (value: number | null, band: TrendPoint['band'] = null): TrendPoint => ({ value, band, title: 'a' });
const drawn = (points: TrendPoint[]) => trendChart({ points, label: 'x', ...scaleOf(points) });

describe('a trend', () => {
  it('runs from the lower left to the upper right when values grow', () => {
    expect(drawn([point(0), point(5), point(10)])).toContain('d="M0 100L50 50L100 0"');
  });

  it('has a gap where nothing is known', () => {
    const svg = drawn([point(1), point(1), point(null), point(1)]);
    expect(svg.match(/chart-path/g)).toHaveLength(2);
    expect(svg.match(/chart-point/g)).toHaveLength(3);
  });

  it('shows the band only where there is one', () => {
    const svg = drawn([point(4), point(4, { low: 2, high: 8 }), point(4, { low: 4, high: 8 })]);
    expect(svg).toContain('<path class="chart-band" d="M50 0L100 0L100 50L50 75Z"/>');
  });

  it('can be drawn of nothing, of one value and of zeros', () => {
    for (const points of [[], [point(3)], [point(0), point(0)], [point(null)]])
      expect(drawn(points)).not.toMatch(/NaN|Infinity/);
  });

  it('escapes what it says', () => {
    const svg = trendChart({ points: [{ value: 1, band: null, title: '"<b>' }], label: '<i>"', low: 0, high: 1 });
    expect(svg).not.toMatch(/<b>|<i>/);
  });
});

describe('a scale', () => {
  it('begins at zero unless it is zoomed', () => {
    expect(scaleOf([point(80, { low: 70, high: 90 })])).toEqual({ low: 0, high: 90 });
    expect(scaleOf([point(80, { low: 70, high: 90 })], true)).toEqual({ low: 70, high: 90 });
  });
});

describe('a range', () => {
  it('keeps zero in the middle and stays within its frame', () => {
    const svg = rangeMark({ value: -5, low: -40, high: 5, reach: 10, tone: 'bad', label: 'x' });
    expect(svg).toContain('d="M0 10H75"');
    expect(svg).toContain('d="M25 10h.001"');
  });
});
