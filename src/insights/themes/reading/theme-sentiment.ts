import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import type { Interval } from '../../../platform/statistics/interval.js';
import { wilsonInterval } from '../../../platform/statistics/wilson.js';
import type { Calibration } from '../../sentiment/calibration.js';
import {
  type Sentiment,
  SENTIMENT_OF_READING,
  SENTIMENTS,
  sentimentShares,
  type SentimentShares,
} from '../../sentiment/sentiment-shares.js';
import { bind, COUNTED_ROWS, type MessageFilter, rowsWithin, THEME_ROWS } from './theme-messages.js';

/** Sentiment of every theme's messages in a period, by theme id. Themes without a read message are absent. */
export async function sentimentOfThemes(
  em: EntityManager,
  period: Period,
  filter: MessageFilter = {},
): Promise<Map<string, SentimentShares>> {
  const parameters: unknown[] = [];
  const where = rowsWithin(parameters, period, filter);
  const rows = await em.query<{ id: string; negative: number; neutral: number; positive: number }[]>(
    `SELECT root_id AS id, count(*) FILTER (WHERE sentiment = 'negative')::int AS negative,
       count(*) FILTER (WHERE sentiment = 'neutral')::int AS neutral, count(*) FILTER (WHERE sentiment = 'positive')::int AS positive
     FROM (SELECT leaf.root_id, ${SENTIMENT_OF_READING} AS sentiment FROM ${THEME_ROWS}
       JOIN statement_reading r ON r.statement_id = m.statement_id WHERE ${where}) m GROUP BY root_id`,
    parameters,
  );
  const shares = rows.map(({ id, ...counts }) => [id, sentimentShares(counts)] as const);
  return new Map(shares.filter((entry): entry is readonly [string, SentimentShares] => entry[1] !== null));
}

/** Sentiment of all messages of a period, in a theme or not, by ISO week or day bucket given as bounds. */
export async function sentimentByPeriod(
  em: EntityManager,
  bounds: readonly Date[],
  filter: Omit<MessageFilter, 'themeIds'> = {},
): Promise<(SentimentShares | null)[]> {
  const parameters: unknown[] = [];
  const placeholder = bind(parameters, bounds);
  const where = rowsWithin(parameters, { from: bounds[0]!, to: bounds.at(-1)! }, filter);
  const rows = await em.query<{ bucket: number; negative: number; neutral: number; positive: number }[]>(
    `SELECT bucket, count(*) FILTER (WHERE sentiment = 'negative')::int AS negative,
       count(*) FILTER (WHERE sentiment = 'neutral')::int AS neutral, count(*) FILTER (WHERE sentiment = 'positive')::int AS positive
     FROM (SELECT width_bucket(m.occurred_at, ${placeholder}::timestamptz[]) AS bucket, ${SENTIMENT_OF_READING} AS sentiment
       FROM ${COUNTED_ROWS} JOIN statement_reading r ON r.statement_id = m.statement_id WHERE m.position = 0 AND ${where}) m GROUP BY bucket`,
    parameters,
  );
  const found = new Map(rows.map((row) => [row.bucket, sentimentShares(row)]));
  return bounds.slice(1).map((_, i) => found.get(i + 1) ?? null);
}

/** Shares that are to be expected by calibrated probabilities, each message weighing as much as it is sure. */
export interface CalibratedSentiment extends Calibration, Record<Sentiment, { share: number } & Interval> {
  n: number;
}

/**
 * What share of a theme's messages is to be expected to be of each sentiment: the mean of their probabilities at the temperature
 * of the last fit, a person's word counting fully. null while there is no calibration for the serving encoder, or no message.
 */
export async function calibratedSentiment(
  em: EntityManager,
  rootId: string,
  period: Period,
  filter: MessageFilter = {},
): Promise<CalibratedSentiment | null> {
  const calibration = await calibrationOfLastFit(em);
  if (!calibration) return null;
  const parameters: unknown[] = [1 / calibration.temperature];
  const where = rowsWithin(parameters, period, { ...filter, themeIds: [rootId] });
  const [row] = await em.query<({ n: number } & Record<Sentiment, number>)[]>(
    `SELECT count(*)::int AS n, ${SENTIMENTS.map((name) => `coalesce(sum(CASE WHEN corrected IS NULL THEN ${name} / (negative + neutral + positive) ELSE (corrected = '${name}')::int END), 0)::float8 AS ${name}`).join(', ')}
     FROM (SELECT r.corrected, ${SENTIMENTS.map((name) => `power(greatest(r.${name}::float8, 1e-9), $1::float8) AS ${name}`).join(', ')}
       FROM ${THEME_ROWS} JOIN statement_reading r ON r.statement_id = m.statement_id WHERE ${where} AND coalesce(r.corrected, r.negative::text) IS NOT NULL) m`,
    parameters,
  );
  const { n, ...sums } = row!;
  if (n === 0) return null;
  const share = (sum: number) => ({ share: sum / n, ...wilsonInterval(Math.min(n, sum), n)! });
  const { negative, neutral, positive } = sums;
  return { ...calibration, n, negative: share(negative), neutral: share(neutral), positive: share(positive) };
}

async function calibrationOfLastFit(em: EntityManager): Promise<Calibration | null> {
  const [last] = await em.query<{ calibration: Calibration | null }[]>(
    `SELECT settings -> 'sentiment' AS calibration FROM mining_run r JOIN encoder e ON e.id = r.encoder_id AND e.state = 'serving'
     WHERE r.state = 'done' ORDER BY r.position DESC LIMIT 1`,
  );
  return last?.calibration ?? null;
}
