import type { DataSource } from 'typeorm';
import { dayOf } from '../../../platform/periods.js';
import type { PastMessage } from '../../backtest/history.js';
import type { Matrix } from '../../embedding/matrix.js';
import { fromBytes } from '../../embedding/vector-bytes.js';
import { READY } from '../../themes/lifecycle/fit-inputs.js';
import { COUNTED, OPENS, PERSON } from '../../themes/reading/theme-messages.js';

/** Half a year holds every pattern that an operator remembers. */
const DAYS_BACK = 182;
/** About 60 MB of vectors; of a larger history the latest part is replayed. */
export const MOST_MESSAGES = 40_000;
const PAGE = 1000;
/** More of a message says nothing more about what it is called. */
const LONGEST_TEXT = 2000;

interface Row {
  id: string;
  at: Date;
  place: string;
  customer: string;
  text: string;
  vector: Buffer;
}

/**
 * What customers wrote first in the last half year, oldest first, with the vectors that are there already. Of more than 40,000
 * messages the latest are taken, from the start of a local day on.
 */
export async function pastMessages(
  db: DataSource,
  encoder: { id: number; dimensions: number },
  now: Date,
  zone: string,
): Promise<{ messages: PastMessage[]; vectors: Matrix }> {
  const rows: Row[] = [];
  const from = dayOf(new Date(now.getTime() - DAYS_BACK * 86_400_000), zone).from;
  for (let page: Row[] = []; rows.length <= MOST_MESSAGES; rows.push(...page)) {
    page = await older(db, encoder, { from, to: now }, rows.at(-1));
    if (page.length === 0) break;
  }
  const cut = rows.length > MOST_MESSAGES ? dayOf(rows.at(-1)!.at, zone).to : from;
  const kept = rows.filter(({ at }) => at >= cut).reverse();
  return {
    messages: kept.map(({ id, at, customer, text }) => ({ id, at, customer, text })),
    vectors: fromBytes(Buffer.concat(kept.map(({ vector }) => vector)), encoder.dimensions),
  };
}

function older(
  db: DataSource,
  { id, dimensions }: { id: number; dimensions: number },
  { from, to }: { from: Date; to: Date },
  last: Row | undefined,
): Promise<Row[]> {
  return db.query<Row[]>(
    `SELECT f.id, f.occurred_at AS at, f.occurred_at::text AS place, ${PERSON} AS customer, left(s.text, ${LONGEST_TEXT}) AS text, e.vector
     FROM ${READY} WHERE s.position = 0 AND ${COUNTED} AND ${OPENS} AND f.occurred_at >= $3 AND f.occurred_at <= $4
       AND ($5::timestamptz IS NULL OR (f.occurred_at, f.id) < ($5::timestamptz, $6::uuid))
     ORDER BY f.occurred_at DESC, f.id DESC LIMIT ${PAGE}`,
    [id, dimensions * 4, from, to, last?.place ?? null, last?.id ?? null],
  );
}
