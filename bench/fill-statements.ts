import { slice } from '../src/insights/embedding/matrix.js';
import { EmbeddingsService } from '../src/insights/embedding/embeddings.service.js';
import { EncodersService } from '../src/insights/embedding/encoders.service.js';
import { plantedVectors } from '../src/insights/themes/fixtures/planted-vectors.js';
import type { TestApp } from '../test/app.js';

/** Words of a support desk; statements are drawn from them, the first ones most often. */
const WORDS =
  `card payment refund invoice login password export calendar report invite crash sync delivery account transfer limit order
  mail address link button page screen error message phone update browser tablet camera printer scanner cable charger battery screenbreak
  discount voucher coupon subscription renewal upgrade downgrade seat license team member admin role permission filter column row sheet
  import backup restore archive folder file upload download attachment picture video sound volume language currency tax receipt`.split(
    /\s+/,
  );
const PAGE = 5000;

/**
 * Statements with tickets, customers, words and planted vectors (250 groups, sizes by Zipf), over the twelve weeks before
 * `now`, straight into the tables: what mining and search see, without the hours of embedding.
 */
export async function fillStatements(service: TestApp, count: number, now: Date): Promise<void> {
  const configured = await service.get(EncodersService).configured(now);
  if (!configured) throw new Error('the encoder is not available');
  const { id: encoderId, dimensions } = configured.record;
  const { vectors, group } = plantedVectors(count, 250, { cols: dimensions });
  for (let from = 0; from < count; from += PAGE) {
    const to = Math.min(count, from + PAGE);
    const texts = Array.from({ length: to - from }, (_, i) => textOf(from + i, group[from + i]!));
    const ids = await insertMessages(service, texts, from, now);
    await service.db.query(
      `INSERT INTO statement_reading (statement_id, encoder_id, issue, negative, neutral, positive)
       SELECT id, $2, 0.9, 0.5, 0.3, 0.2 FROM unnest($1::uuid[]) AS id`,
      [ids, encoderId],
    );
    await service.get(EmbeddingsService).storeStatements(encoderId, ids, slice(vectors, from, to));
  }
  await service.drain(now, ['insights.words']);
  await service.db.query('ANALYZE');
}

function textOf(i: number, group: number): string {
  const pick = (salt: number) =>
    WORDS[Math.floor(WORDS.length * (((i * 9301 + salt * 49297) % 233280) / 233280) ** 2)]!;
  return `${WORDS[group % WORDS.length]} ${pick(1)} does not work with ${pick(2)} and the ${pick(3)} of ${pick(4)} ${i % 997}`;
}

async function insertMessages(service: TestApp, texts: string[], offset: number, now: Date): Promise<string[]> {
  const rows = await service.db.query<{ id: string }[]>(
    `WITH said AS (SELECT text, n + $2 AS n, gen_random_uuid() AS customer, gen_random_uuid() AS ticket, gen_random_uuid() AS feedback,
         $3::timestamptz - interval '84 days' * random() AS at FROM unnest($1::text[]) WITH ORDINALITY AS t (text, n)),
     c AS (INSERT INTO customer (id, source, external_id, created_at) SELECT customer, 'bench', n::text, at FROM said),
     t AS (INSERT INTO ticket (id, source, external_id, customer_id, product, channel, created_at, source_updated_at)
       SELECT ticket, 'bench', n::text, customer, CASE WHEN n % 3 = 0 THEN 'app' ELSE 'web' END, 'chat', at, at FROM said),
     f AS (INSERT INTO feedback (id, source, external_id, kind, ticket_id, customer_id, occurred_at, product, channel, language, original,
         masked, content_hash, source_updated_at, received_at)
       SELECT feedback, 'bench', n::text, 'ticket_message', ticket, customer, at, CASE WHEN n % 3 = 0 THEN 'app' ELSE 'web' END, 'chat', 'en',
         text, text, md5(text), at, at FROM said),
     s AS (INSERT INTO statement (id, feedback_id, position, text) SELECT feedback, feedback, 0, text FROM said)
     SELECT feedback AS id FROM said ORDER BY n`,
    [texts, offset, now],
  );
  return rows.map(({ id }) => id);
}
