import type { RangeMark } from '../../../platform/pages/trend-chart.js';
import type { driverView } from '../driver-view.js';
import type { Driven } from '../scored-contacts.js';

type DriverView = ReturnType<typeof driverView>;
type Effect = NonNullable<DriverView['effect']>;

const signed = (digits: number) =>
  new Intl.NumberFormat('en-GB', { maximumFractionDigits: digits, signDisplay: 'exceptZero' });
/** Points of a hundred need fewer digits than replies. */
const NUMBERS: Record<Driven, Intl.NumberFormat> = { csat: signed(1), effort: signed(2) };
const PLAIN = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const UNITS: Record<Driven, string> = { csat: 'points', effort: 'replies' };

/** Tested themes as rows with marks on one scale; the others with the scores that they lack. */
export function driverRows(views: readonly DriverView[], driven: Driven) {
  const tested = views.filter(({ adjusted }) => adjusted !== null);
  const reach = Math.max(0, ...tested.flatMap(({ adjusted }) => extremes(adjusted!)));
  return {
    tested: tested.map((view) => rowOf(view, driven, reach)),
    untested: views.filter(({ adjusted }) => adjusted === null).map(({ theme, n }) => ({ theme, n })),
  };
}

function extremes({ value, interval }: Effect): number[] {
  return [value, interval?.low ?? 0, interval?.high ?? 0].map(Math.abs);
}

function rowOf(view: DriverView, driven: Driven, reach: number) {
  const { theme, n, verdict, sentence, q } = view;
  const adjusted = view.adjusted!;
  const isSure = verdict === 'established';
  const isBad = driven === 'csat' ? adjusted.value < 0 : adjusted.value > 0;
  const tone = isSure ? (isBad ? 'bad' : 'good') : 'calm';
  const { low, high } = adjusted.interval ?? { low: adjusted.value, high: adjusted.value };
  const mark: RangeMark = { value: adjusted.value, low, high, reach, tone, label: sentence };
  return {
    theme,
    n,
    tone,
    verdict,
    q,
    sentence,
    mark,
    adjusted: effectText(adjusted, driven),
    pull: effectText(view.effect!, driven),
  };
}

function effectText({ value, interval }: Effect, driven: Driven) {
  const number = NUMBERS[driven];
  const range = interval && `${number.format(interval.low)} to ${number.format(interval.high)}`;
  return { text: `${number.format(value)} ${UNITS[driven]}`, range };
}

interface SegmentFinding {
  dimension: string;
  value: string;
  n: number;
  share: number;
  elsewhere: number;
  oddsRatio: number;
  interval: { low: number; high: number };
}

/** Where unsatisfied answers concentrate, in words. */
export function segmentRows(segments: readonly SegmentFinding[]) {
  return segments.map(({ dimension, value, n, share, elsewhere, oddsRatio, interval }) => ({
    name: `${dimension}: ${value}`,
    n,
    share,
    elsewhere,
    odds: `${PLAIN.format(oddsRatio)} (${PLAIN.format(interval.low)} to ${PLAIN.format(interval.high)})`,
  }));
}
