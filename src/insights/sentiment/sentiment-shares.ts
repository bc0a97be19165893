import type { Interval } from '../../platform/statistics/interval.js';
import { wilsonInterval } from '../../platform/statistics/wilson.js';

export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export type SentimentCounts = Record<Sentiment, number>;

/** Share of each sentiment among n messages with Wilson's 95 % interval. A weak signal a message: only shown in aggregate. */
export interface SentimentShares {
  n: number;
  negative: Share;
  neutral: Share;
  positive: Share;
}
export interface Share extends Interval {
  count: number;
  share: number;
}

/** Shares with their intervals; null of no message. */
export function sentimentShares(counts: SentimentCounts): SentimentShares | null {
  const n = SENTIMENTS.reduce((sum, name) => sum + counts[name], 0);
  if (n === 0) return null;
  const share = (count: number): Share => ({ count, share: count / n, ...wilsonInterval(count, n)! });
  return { n, negative: share(counts.negative), neutral: share(counts.neutral), positive: share(counts.positive) };
}

/** SQL: the sentiment of a reading `r`, a person's word before the likeliest class; NULL when there is neither. */
export const SENTIMENT_OF_READING = `coalesce(r.corrected, CASE WHEN r.negative >= r.neutral AND r.negative >= r.positive THEN 'negative'
  WHEN r.positive > r.neutral THEN 'positive' WHEN r.neutral IS NOT NULL THEN 'neutral' END)`;
