import type { ThemeAnswer, ThemeOfPeriod } from '../../insights/themes/reading/period-themes.js';
import { concentrations, type Segment } from '../../insights/statistics/segments.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';
import type { QuoteSource } from './quote-sources.js';
import type { CoverageFacts, QuoteFacts, SegmentFacts, ShareFacts, ThemeFacts, TrendFacts } from './digest-facts.js';

/** What is looked up for all themes at once. */
export interface AllThemes {
  contacts: number;
  segments: { dimension: string; value: string; contacts: number }[];
  sources: ReadonlyMap<string, QuoteSource>;
  tags: ReadonlyMap<string, string[]>;
}

/** A value that makes up this share of a theme's contacts describes it, for routing. */
export const NOTABLE_SHARE = 0.25;

/** What the digest tells of one theme, from what the read model found. `firstWeek` cuts weeks before the first contact of all. */
export function toThemeFacts(
  theme: ThemeOfPeriod,
  all: AllThemes,
  trend: TrendFacts | null,
  firstWeek: number,
): ThemeFacts {
  return {
    id: theme.id,
    label: theme.label,
    subtitle: theme.subtitle,
    keywords: theme.keywords,
    state: theme.state === 'retired' ? 'dormant' : theme.state,
    firstSeen: (theme.firstSeen ?? theme.createdAt).toISOString(),
    contacts: theme.contacts,
    customers: theme.customers,
    weekly: [...theme.before.map(({ contacts }) => contacts), theme.contacts].slice(firstWeek),
    trend,
    segments: segmentFacts(theme, all),
    negative: theme.sentiment
      ? {
          count: theme.sentiment.negative.count,
          n: theme.sentiment.n,
          low: theme.sentiment.negative.low,
          high: theme.sentiment.negative.high,
        }
      : null,
    quotes: theme.quotes.map((quote) => toQuote(quote, all.sources.get(quote.feedbackId))),
    coverage: theme.coverage ? toCoverage(theme.coverage) : null,
    scoreEffect: null,
    priority: null,
    dimensions: notableValues(theme, all.tags.get(theme.id) ?? []),
  };
}

function toQuote({ text, occurredAt }: ThemeOfPeriod['quotes'][number], source?: QuoteSource): QuoteFacts {
  return { text, at: occurredAt.toISOString(), plan: source?.plan ?? null, channel: source?.channel ?? null };
}

function toCoverage({ verdict, article }: ThemeAnswer): CoverageFacts | null {
  if (verdict === 'unknown') return null;
  const nearest = article ? { title: article.title, url: article.url } : null;
  return { band: verdict === 'none' ? 'covered' : verdict, article: nearest, gapShare: null };
}

/** Values in which the theme is more frequent than elsewhere, by Fisher's exact test under false discovery control. */
function segmentFacts(theme: ThemeOfPeriod, all: AllThemes): SegmentFacts[] {
  const mine = new Map(theme.segments.map(({ dimension, value, contacts }) => [`${dimension}\n${value}`, contacts]));
  const segments: Segment[] = all.segments.map(({ dimension, value, contacts }) => ({
    dimension,
    value,
    yes: mine.get(`${dimension}\n${value}`) ?? 0,
    n: contacts,
  }));
  return concentrations(segments).map(({ dimension, value, yes, n }) => ({
    dimension,
    value,
    here: shareFacts(yes, theme.contacts),
    elsewhere: (n - yes) / Math.max(1, all.contacts - theme.contacts),
  }));
}

export function shareFacts(count: number, n: number): ShareFacts {
  const interval = wilsonInterval(count, n);
  return { count, n, low: interval?.low ?? null, high: interval?.high ?? null };
}

function notableValues(theme: ThemeOfPeriod, tags: string[]): Record<string, string[]> {
  const values: Record<string, string[]> = theme.area ? { area: [theme.area.label] } : {};
  if (tags.length) values['tag'] = tags;
  for (const { dimension, value, contacts } of theme.segments) {
    if (contacts >= NOTABLE_SHARE * theme.contacts) (values[dimension] ??= []).push(value);
  }
  return values;
}
