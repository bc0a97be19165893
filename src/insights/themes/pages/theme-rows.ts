import { concentrations } from '../../statistics/segments.js';
import { type TrendItem, trendPicture } from '../../trends/trend-picture.js';
import type { PeriodThemes } from '../reading/period-themes.js';
import type { ReadTheme } from '../reading/theme-reader.service.js';

const ANSWERED: Record<string, string> = {
  none: 'answered by an article',
  possible: 'article may be missing',
  likely: 'article missing',
  unknown: 'not judged yet',
};
const CHANGES: Record<string, string> = {
  spike: 'spike',
  rise: 'up',
  new: 'new',
  fall: 'down',
  quiet: 'gone quiet',
  back: 'came back',
};
const FALLING = new Set(['fall', 'quiet']);

/** A theme as a row: the numbers and words that the templates show. */
export function themeRow(theme: ReadTheme, trend: TrendItem | undefined, zone: string) {
  const change = trend?.change ?? null;
  return {
    ...theme,
    answered: ANSWERED[theme.coverage?.verdict ?? 'unknown']!,
    isMissing: theme.coverage?.verdict === 'likely',
    isEmerging: theme.state === 'emerging',
    isDormant: theme.state === 'dormant',
    negative: theme.sentiment?.negative ?? null,
    sentimentN: theme.sentiment?.n ?? 0,
    change: change && { ...change, words: CHANGES[change.kind]!, isGood: FALLING.has(change.kind) },
    chart: trend ? trendPicture(`${theme.label}, contacts by week`, trend.points, zone) : null,
  };
}

export type ThemeRow = ReturnType<typeof themeRow>;

/** Rows by area, the busiest first; what is in no area comes last. A contact may be about two themes, so areas have no sum. */
export function byArea(rows: readonly ThemeRow[], areas: ReadonlyMap<string, TrendItem>, zone: string) {
  const groups = [...Map.groupBy(rows, ({ area }) => area?.id ?? null)].map(([id, themes]) => {
    const trend = id ? areas.get(id) : undefined;
    const label = themes[0]!.area?.label ?? 'In no area';
    const chart = trend ? trendPicture(`${label}, contacts by week`, trend.points, zone) : null;
    return { id, label, chart, themes, size: themes.reduce((sum, { contacts }) => sum + contacts, 0) };
  });
  return groups.sort((a, b) => Number(!a.id) - Number(!b.id) || b.size - a.size);
}

/** Values of each dimension with the share of the theme and of everything; where it concentrates is marked. */
export function segmentTable(theme: ReadTheme, all: Pick<PeriodThemes, 'segments'>) {
  const own = new Map(theme.segments.map((segment) => [`${segment.dimension}\n${segment.value}`, segment.contacts]));
  const segments = all.segments.map(({ dimension, value, contacts }) => ({
    dimension,
    value,
    yes: Math.min(contacts, own.get(`${dimension}\n${value}`) ?? 0),
    n: contacts,
  }));
  const found = new Map(concentrations(segments).map((one) => [`${one.dimension}\n${one.value}`, one]));
  const sum = (dimension: string, which: 'yes' | 'n') =>
    segments.filter((one) => one.dimension === dimension).reduce((total, one) => total + one[which], 0);
  return segments
    .filter(({ yes }) => yes > 0)
    .map(({ dimension, value, yes, n }) => {
      const marked = found.get(`${dimension}\n${value}`);
      return {
        dimension,
        value,
        contacts: yes,
        here: yes / sum(dimension, 'yes'),
        everywhere: n / sum(dimension, 'n'),
        odds: marked ? oddsText(marked) : null,
      };
    });
}

const NUMBER = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 });
/** Where a theme is nearly all in one segment, only the lower end of the interval says anything. */
const OPEN_ENDED = 100;

function oddsText({ oddsRatio, interval }: { oddsRatio: number; interval: { low: number; high: number } }): string {
  if (interval.high > OPEN_ENDED) return `odds at least ${NUMBER.format(interval.low)} times those elsewhere (95 %)`;
  return `odds ${NUMBER.format(oddsRatio)} times those elsewhere (95 %: ${NUMBER.format(interval.low)} to ${NUMBER.format(interval.high)})`;
}

/** Shares of each sentiment with their intervals, on one scale. */
export function sentimentRows(sentiment: ReadTheme['sentiment']) {
  if (!sentiment) return null;
  const { n, negative, neutral, positive } = sentiment;
  const named = [
    { name: 'negative', ...negative },
    { name: 'neutral', ...neutral },
    { name: 'positive', ...positive },
  ];
  return { n, shares: named };
}
