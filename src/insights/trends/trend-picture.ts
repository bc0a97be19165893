import { scaleOf, type TrendChart } from '../../platform/pages/trend-chart.js';
import type { TrendViews } from './trend-views.service.js';

export type TrendItem = Awaited<ReturnType<TrendViews['series']>>['items'][number];
type Point = Pick<TrendItem['points'][number], 'from' | 'contacts' | 'expected'>;

export interface TrendPicture extends TrendChart {
  /** Labels of the axes. */
  from: string;
  to: string;
  top: string;
}

const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/**
 * Contacts by day or week with the range in which 90 % would lie if nothing had changed; what lies beyond stands out. Begins
 * where contacts begin; null of less than two stretches.
 */
export function trendPicture(title: string, points: readonly Point[], zone: string): TrendPicture | null {
  const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: zone });
  const first = points.findIndex(({ contacts }) => contacts > 0);
  const shown = first < 0 ? [] : points.slice(first);
  if (shown.length < 2) return null;
  const drawn = shown.map(({ from, contacts, expected }) => ({
    value: contacts,
    band: expected && { low: expected.low, high: expected.high },
    title: `${day.format(from)}: ${contacts}${expected ? `, expected ${NUMBER.format(expected.low)} to ${NUMBER.format(expected.high)}` : ''}`,
    isOut: expected !== null && (contacts > expected.high || contacts < expected.low),
  }));
  const scale = scaleOf(drawn);
  return {
    points: drawn,
    label: `${title}: ${drawn.map((point) => point.title).join('; ')}`,
    ...scale,
    from: day.format(shown[0]!.from),
    to: day.format(shown.at(-1)!.from),
    top: NUMBER.format(scale.high),
  };
}
