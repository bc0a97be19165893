import type { EntityManager } from 'typeorm';
import type { Period } from '../../../platform/periods.js';
import { SENTIMENT_OF_READING, sentimentShares, type SentimentShares } from '../../sentiment/sentiment-shares.js';
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
