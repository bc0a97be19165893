import { EncodersService } from '../../src/insights/embedding/encoders.service.js';
import { EmbeddingsService } from '../../src/insights/embedding/embeddings.service.js';
import { matrixOf, normaliseRows } from '../../src/insights/embedding/matrix.js';
import { MiningProcess } from '../../src/insights/embedding/mining-process.js';
import { mulberry32 } from '../../src/insights/themes/mulberry32.js';
import { startApp, type TestApp } from '../app.js';
import { keyClient } from '../client.js';
import { fourWeeks, say } from './messages.js';

const MONDAY = new Date('2026-03-02T08:00:00Z');
/** A fit that failed is tried again after an hour. */
const LATER = new Date('2026-03-02T12:00:00Z');
const MARCH = 'from=2026-02-01T00:00:00Z&to=2026-04-01T00:00:00Z';
const DIFFERENT = 10_000;
const SECRET_KEY = 'a secret of this test alone, long enough';

const miningOf = async (service: TestApp) => {
  const answer = await fetch(`${service.url}/health/ready`);
  const { parts } = (await answer.json()) as { parts: Record<string, { status: string; detail?: string }> };
  return { http: answer.status, ...parts['mining']! };
};
const themesOf = async (service: TestApp) => {
  const api = await keyClient(service);
  const { status, body } = await api.get<{ items: { contacts: number }[] }>(`/v1/themes?${MARCH}`);
  return { status, contacts: (body.items ?? []).map(({ contacts }) => contacts) };
};

/** Messages that have nothing in common, as their vectors say: these point in all directions alike. */
async function sayDifferent(service: TestApp): Promise<void> {
  const { record } = (await service.get(EncodersService).configured(MONDAY))!;
  const ids = (
    await service.db.query<{ id: string }[]>(
      `WITH said AS (SELECT gen_random_uuid() AS id, 'matter number ' || n AS text, $2::timestamptz - n * interval '1 minute' AS at FROM generate_series(1, $1::int) n),
         f AS (INSERT INTO feedback (id, source, external_id, kind, occurred_at, language, original, masked, content_hash, source_updated_at, received_at)
           SELECT id, 'shop', text, 'other', at, 'en', text, text, text, at, at FROM said),
         s AS (INSERT INTO statement (id, feedback_id, position, text) SELECT id, id, 0, text FROM said),
         r AS (INSERT INTO statement_reading (statement_id, encoder_id, issue, negative, neutral, positive) SELECT id, $3, .9, .5, .3, .2 FROM said)
       SELECT id FROM said`,
      [DIFFERENT, MONDAY, record.id],
    )
  ).map(({ id }) => id);
  const random = mulberry32(5);
  const drawn = Float32Array.from({ length: DIFFERENT * record.dimensions }, () => random() + random() - 1);
  await service
    .get(EmbeddingsService)
    .storeStatements(record.id, ids, normaliseRows(matrixOf(drawn, record.dimensions)));
}

describe('mining', () => {
  it('of 10,000 different messages runs out of memory with a word in health, and finishes once it has enough', async () => {
    const small = await startApp({ SECRET_KEY, MINING_MEMORY_MB: '256' });
    const { databaseUrl } = small;
    try {
      await sayDifferent(small);
      await small.drain(MONDAY, ['insights.fit']).catch(() => undefined);
      const { http, status, detail } = await miningOf(small);
      expect([http, status]).toEqual([200, 'degraded']);
      expect(detail).toMatch(/256 MB|SIGKILL/);
      expect(await themesOf(small)).toEqual({ status: 200, contacts: [] });
    } finally {
      await small.close();
    }
    const enough = await startApp({ SECRET_KEY, DATABASE_URL: databaseUrl });
    try {
      await enough.drain(LATER, ['insights.fit']);
      expect(await miningOf(enough)).toMatchObject({ http: 200, status: 'ready' });
      const { contacts } = await themesOf(enough);
      // What is in no group may be in none, or in groups by chance; none of these swallows the others.
      expect(Math.max(0, ...contacts)).toBeLessThan(0.3 * DIFFERENT);
    } finally {
      await enough.close();
    }
  }, 240_000);

  it('that stands still keeps nobody waiting: pages are served, and it goes on where it was', async () => {
    const service = await startApp();
    try {
      await say(service, fourWeeks(MONDAY), MONDAY);
      const mining = service.get(MiningProcess);
      await mining.model();
      const { pid } = mining.state();
      process.kill(pid!, 'SIGSTOP');
      const drained = service.drain(MONDAY);
      expect(await themesOf(service)).toEqual({ status: 200, contacts: [] });
      expect((await miningOf(service)).http).toBe(200);
      process.kill(pid!, 'SIGCONT');
      await drained;
      expect((await themesOf(service)).contacts).toEqual([9, 9, 9]);
    } finally {
      await service.close();
    }
  });
});
