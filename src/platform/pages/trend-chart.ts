import { escapeXml } from './small-charts.js';

export interface TrendPoint {
  /** null: not known; the line has a gap there. */
  value: number | null;
  /** The interval of the value, or the range in which it was expected. */
  band: { low: number; high: number } | null;
  /** Shown by the browser when one points at the dot. */
  title: string;
  isOut?: boolean;
}

export interface TrendChart {
  points: readonly TrendPoint[];
  /** What the chart says, in words, for those who do not see it. */
  label: string;
  low: number;
  high: number;
}

const SIZE = 100;

/** From zero, or from the least that is shown when `zoom`, to the greatest; never an empty range. */
export function scaleOf(points: readonly TrendPoint[], zoom = false): { low: number; high: number } {
  const all = points.flatMap(({ value, band }) => [
    ...(value === null ? [] : [value]),
    ...(band ? [band.low, band.high] : []),
  ]);
  const low = zoom && all.length ? Math.min(...all) : Math.min(0, ...all);
  const high = Math.max(...all, low);
  return high > low ? { low, high } : { low, high: low + 1 };
}

/** Values in order of time with their band as inline SVG that stretches to its frame; the stylesheet gives colours and height. */
export function trendChart({ points, label, low, high }: TrendChart): string {
  const x = (i: number) => round(points.length > 1 ? (i * SIZE) / (points.length - 1) : SIZE / 2);
  const y = (value: number) => round(SIZE - (SIZE * (value - low)) / (high - low));
  const bands = runs(points, ({ band }) => band !== null).map((run) => {
    const upper = run.map((i) => `${x(i)} ${y(points[i]!.band!.high)}`);
    const lower = run.map((i) => `${x(i)} ${y(points[i]!.band!.low)}`).reverse();
    return `<path class="chart-band" d="M${[...upper, ...lower].join('L')}Z"/>`;
  });
  const lines = runs(points, ({ value }) => value !== null).map(
    (run) => `<path class="chart-path" d="M${run.map((i) => `${x(i)} ${y(points[i]!.value!)}`).join('L')}"/>`,
  );
  const dots = points.flatMap(({ value, title, isOut }, i) =>
    value === null
      ? []
      : [
          `<path class="chart-point${isOut ? ' out' : ''}" d="M${x(i)} ${y(value)}h.001"><title>${escapeXml(title)}</title></path>`,
        ],
  );
  const base = `<path class="chart-base" d="M0 ${SIZE}H${SIZE}"/>`;
  const inner = [base, ...bands, ...lines, ...dots].join('');
  return `<svg viewBox="0 0 ${SIZE} ${SIZE}" preserveAspectRatio="none" role="img" aria-label="${escapeXml(label)}">${inner}</svg>`;
}

export interface RangeMark {
  value: number;
  low: number;
  high: number;
  /** Half the width of the scale, the same for all marks of a table. */
  reach: number;
  tone: 'good' | 'bad' | 'calm';
  label: string;
}

/** A value with its interval on a scale that has zero in the middle. */
export function rangeMark({ value, low, high, reach, tone, label }: RangeMark): string {
  const x = (at: number) => round(SIZE / 2 + (SIZE / 2) * Math.max(-1, Math.min(1, at / (reach || 1))));
  return (
    `<svg class="range ${tone}" viewBox="0 0 ${SIZE} 20" preserveAspectRatio="none" role="img" aria-label="${escapeXml(label)}">` +
    `<path class="range-zero" d="M${SIZE / 2} 0V20"/><path d="M${x(low)} 10H${x(high)}"/>` +
    `<path class="range-point" d="M${x(value)} 10h.001"/></svg>`
  );
}

/** Positions of neighbours that fit, in stretches without a hole. */
function runs(points: readonly TrendPoint[], fits: (point: TrendPoint) => boolean): number[][] {
  const found: number[][] = [];
  points.forEach((point, i) => {
    if (!fits(point)) return;
    if (i > 0 && fits(points[i - 1]!)) found.at(-1)!.push(i);
    else found.push([i]);
  });
  return found;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
