import type { SegmentFacts, ThemeFacts, TrendFacts } from '../facts/digest-facts.js';
import type { Item, Tone } from './document.js';
import { quoteWords } from './quote-words.js';
import { contacts, count, customers, day, number, percent, share, SMALL_SAMPLE, times, usualWords } from './words.js';

const QUOTES = 2;
const QUOTE_CHARACTERS = 180;
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
      .map((quote) => ({ text: quoteWords(quote.text, QUOTE_CHARACTERS), from: quoteSource(quote, zone) })),
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
      return `${who}; ${weeksBefore(theme)}.`;
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
    expectedLow === null || expectedHigh === null ? '' : ` (range ${number(expectedLow)}–${number(expectedHigh)})`;
  return multiple ? `, ${multiple} the usual ${number(expected)}${range}` : `, ${usualWords(expected)}${range}`;
}

/** `8 the week before, 1 in the 10 weeks before that`: a new issue shows its age by its own counts. */
function weeksBefore({ weekly }: ThemeFacts): string {
  const before = weekly.slice(0, -1);
  const last = before.at(-1) ?? 0;
  const earlier = before.slice(0, -1);
  const older = earlier.reduce((sum, value) => sum + value, 0);
  if (last + older === 0) return `none in the ${count(before.length, 'week', 'weeks')} before`;
  if (earlier.length === 0) return `${number(last)} the week before`;
  return `${number(last)} the week before, ${older ? number(older) : 'none'} in the ${count(earlier.length, 'week', 'weeks')} before that`;
}

function volumeSentence(theme: ThemeFacts): string {
  const before = theme.weekly.slice(-5, -1);
  const usual = before.length ? before.reduce((sum, value) => sum + value, 0) / before.length : null;
  const level = usual ? `${number(usual)} a week on average` : 'none';
  const context = usual === null ? '' : `; ${level} in the ${count(before.length, 'week', 'weeks')} before`;
  return `${contacts(theme.contacts)} from ${customers(theme.customers)} this week${context}.`;
}

function detailsOf(theme: ThemeFacts): string[] {
  const details: string[] = [];
  if (theme.segments.length)
    details.push(`Concentrates on ${theme.segments.slice(0, SEGMENTS).map(segmentWords).join('; ')}.`);
  if (theme.negative && theme.negative.n >= SMALL_SAMPLE) details.push(`Negative in tone: ${share(theme.negative)}.`);
  if (theme.scoreEffect) details.push(scoreWords(theme.scoreEffect));
  if (theme.coverage) details.push(coverageWords(theme.coverage));
  return details;
}

function segmentWords({ dimension, value, here, elsewhere }: SegmentFacts): string {
  return `${dimension} ${value}: ${share(here)} of these contacts, ${percent(elsewhere)} of all others`;
}

export function scoreWords({ points, low, high, n }: NonNullable<ThemeFacts['scoreEffect']>): string {
  const direction = points < 0 ? 'lower' : 'higher';
  return `CSAT is ${number(Math.abs(points))} points ${direction} when this is the topic (95 % interval: ${pointRange(low, high)}; ${count(n, 'answer', 'answers')}).`;
}

/** `8 to 38 points lower`; both directions are named when the interval holds both. */
function pointRange(low: number, high: number): string {
  if (high < 0) return `${number(-high)} to ${number(-low)} points lower`;
  if (low > 0) return `${number(low)} to ${number(high)} points higher`;
  return `${number(-low)} points lower to ${number(high)} points higher`;
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
