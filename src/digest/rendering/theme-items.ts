import type { SegmentFacts, ThemeFacts, TrendFacts } from '../facts/digest-facts.js';
import type { Item, Tone } from './document.js';
import {
  contacts,
  customers,
  day,
  number,
  percent,
  sentenceList,
  share,
  shorten,
  SMALL_SAMPLE,
  times,
} from './words.js';

const QUOTES = 2;
const QUOTE_CHARACTERS = 200;
const SEGMENTS = 2;

const BADGES: Record<TrendFacts['kind'], { text: string; tone: Tone }> = {
  spike: { text: 'Spike', tone: 'alarm' },
  rise: { text: 'Rising', tone: 'notice' },
  new: { text: 'New', tone: 'notice' },
  back: { text: 'Came back', tone: 'alarm' },
  slow: { text: 'Slowly growing', tone: 'calm' },
  fall: { text: 'Falling', tone: 'good' },
  quiet: { text: 'Gone quiet', tone: 'good' },
};

/** One theme as one item: what happened in one sentence, where it concentrates, what customers say. */
export function themeItem(theme: ThemeFacts, zone: string, status: string | null): Item {
  return {
    key: `theme:${theme.id}`,
    subject: { kind: 'theme', id: theme.id },
    title: theme.label,
    badge: badgeOf(theme),
    sentence: theme.trend ? trendSentence(theme, theme.trend, zone) : volumeSentence(theme),
    details: detailsOf(theme),
    quotes: theme.quotes
      .slice(0, QUOTES)
      .map((quote) => ({ text: shorten(quote.text, QUOTE_CHARACTERS), from: quoteSource(quote, zone) })),
    series: {
      values: theme.weekly,
      label: `Contacts a week, ${theme.weekly.length} weeks: ${theme.weekly.join(', ')}`,
    },
    status,
    links: [{ label: 'Evidence', path: `/themes/${theme.id}` }],
    answerable: true,
  };
}

function badgeOf(theme: ThemeFacts): Item['badge'] {
  if (theme.trend) return BADGES[theme.trend.kind];
  return theme.state === 'emerging' ? { text: 'Emerging', tone: 'calm' } : null;
}

/** What changed, with what would have been usual and how sure that is. */
export function trendSentence(theme: ThemeFacts, trend: TrendFacts, zone: string): string {
  const who = `${contacts(theme.contacts)} from ${customers(theme.customers)} this week`;
  switch (trend.kind) {
    case 'spike':
      return `${number(trend.observed)} contacts on ${day(trend.day, zone)}${comparison(trend)}; ${who}.`;
    case 'new':
      return `First seen ${day(theme.firstSeen, zone)}: ${who}${comparison(trend)}.`;
    case 'back':
      return `Back after it had gone quiet: ${who}${comparison(trend)}.`;
    case 'quiet':
      return `No contact in ${number(trend.windowDays)} days${comparison(trend)}.`;
    case 'slow':
      return `Growing slowly, which may still be chance: ${who}${comparison(trend)}.`;
    default:
      return `${number(trend.observed)} contacts in ${number(trend.windowDays)} days${comparison(trend)}; ${who}.`;
  }
}

function comparison({ observed, expected, expectedLow, expectedHigh }: TrendFacts): string {
  if (expected === null) return '';
  const multiple = times(observed, expected);
  const range =
    expectedLow === null || expectedHigh === null
      ? ''
      : ` (usual range ${number(expectedLow)}–${number(expectedHigh)})`;
  return multiple ? `, ${multiple} the expected ${number(expected)}${range}` : `, expected ${number(expected)}${range}`;
}

function volumeSentence(theme: ThemeFacts): string {
  const before = theme.weekly.slice(-5, -1);
  const usual = before.length ? before.reduce((sum, value) => sum + value, 0) / before.length : null;
  const context = usual === null ? '' : `; ${number(usual)} a week on average in the ${before.length} weeks before`;
  return `${contacts(theme.contacts)} from ${customers(theme.customers)} this week${context}.`;
}

function detailsOf(theme: ThemeFacts): string[] {
  const details: string[] = [];
  if (theme.segments.length)
    details.push(`Concentrates on ${sentenceList(theme.segments.slice(0, SEGMENTS).map(segmentWords))}.`);
  if (theme.negative && theme.negative.n >= SMALL_SAMPLE) details.push(`Negative in tone: ${share(theme.negative)}.`);
  if (theme.scoreEffect) details.push(scoreWords(theme.scoreEffect));
  if (theme.coverage) details.push(coverageWords(theme.coverage));
  return details;
}

function segmentWords({ dimension, value, here, elsewhere }: SegmentFacts): string {
  return `${dimension} ${value}: ${share(here)} here, ${percent(elsewhere)} elsewhere`;
}

export function scoreWords({ points, low, high, n }: NonNullable<ThemeFacts['scoreEffect']>): string {
  const direction = points < 0 ? 'lower' : 'higher';
  return `CSAT is ${number(Math.abs(points))} points ${direction} when this is the topic (95 % interval ${number(low)} to ${number(high)}, n = ${n}).`;
}

function coverageWords({ band, article }: NonNullable<ThemeFacts['coverage']>): string {
  if (band === 'covered') return article ? `Help article: “${article.title}”.` : 'A help article covers this.';
  const nearest = article ? ` The nearest is “${article.title}”.` : '';
  return band === 'likely'
    ? `No help article seems to answer this.${nearest}`
    : `Possibly no help article answers this.${nearest}`;
}

export function quoteSource(quote: { at: string; plan: string | null; channel: string | null }, zone: string): string {
  return [quote.plan && `${quote.plan} plan`, quote.channel, day(quote.at, zone)].filter(Boolean).join(', ');
}
