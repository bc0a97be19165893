/**
 * How fast the API answers over 100,000 tickets of a year, without any cache: p50 and p95 of lists (bound 100 ms) and of
 * aggregates (bound 300 ms), each asked 20 times with another period. Needs only the embedded PostgreSQL.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { boot } from '../src/main.js';
import { SYSTEM } from '../src/platform/audit/actor.js';
import { ApiKeysService } from '../src/platform/auth/api-keys.service.js';
import { loadConfig } from '../src/platform/config.js';

const TICKETS = Number(process.env['BENCH_TICKETS'] ?? 100_000);
const ROUNDS = 20;
const DAY_MS = 86_400_000;
const END = Date.parse('2026-11-23T00:00:00Z');

const LISTS = [
  '/v1/tickets?limit=50',
  '/v1/alerts?state=all',
  '/v1/gaps?state=all',
  '/v1/themes/THEME/feedback?PERIOD&limit=50',
  '/v1/messages?PERIOD&limit=50',
  '/v1/messages?PERIOD&theme=THEME&limit=50',
  '/v1/kpis/firstResponse/tickets?PERIOD&limit=50',
  '/v1/goals',
];
const AGGREGATES = [
  '/v1/kpis?PERIOD',
  '/v1/kpis?PERIOD&by=product',
  '/v1/kpis?PERIOD&by=theme',
  '/v1/kpis?PERIOD&by=week',
  '/v1/trends?PERIOD',
  '/v1/trends?PERIOD&by=product&step=day',
  '/v1/trends/shares?measure=csat&PERIOD',
  '/v1/drivers?PERIOD',
  '/v1/themes?PERIOD',
  '/v1/priorities?PERIOD',
];

/** A year of tickets in 80 themes, made by the database itself. */
async function fill(db: DataSource): Promise<string> {
  const start = new Date(END - 365 * DAY_MS);
  await db.query(
    `INSERT INTO customer (id, source, external_id, created_at) SELECT gen_random_uuid(), 'bench', n::text, $1 FROM generate_series(1, $2::int) n`,
    [start, TICKETS / 4],
  );
  await db.query(
    `INSERT INTO theme (id, root_id, state, label, named_by, origin, created_at, first_seen, last_seen)
     SELECT id, id, 'active', 'Theme ' || n, 'engine', 'engine', $1, $1, $2 FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, 80) n) t`,
    [start, new Date(END)],
  );
  await db.query(
    `WITH c AS (SELECT array_agg(id) AS ids FROM customer), drawn AS (SELECT n, $1::timestamptz + random() * interval '365 days' AS at,
         random() AS r, random() AS s, random() AS x, 1 + floor(random() * $3)::int AS customer FROM generate_series(1, $2::int) n)
     INSERT INTO ticket (id, source, external_id, customer_id, channel, product, plan, status, created_at, first_reply_at, reply_times, solved_at, reopened_times,
       escalated_at, handle_seconds, csat_score, csat_scale, csat_at, source_updated_at)
     SELECT gen_random_uuid(), 'bench', n::text, c.ids[customer], (ARRAY['mail','chat','web'])[1 + floor(r * 3)::int], (ARRAY['app','web','api'])[1 + floor(s * 3)::int],
       (ARRAY['free','team','business'])[1 + floor(x * 3)::int], CASE WHEN r < .03 THEN 'merged' WHEN s < .9 THEN 'closed' ELSE 'open' END, at, at + s * interval '9 hours',
       ARRAY[at + s * interval '9 hours'], CASE WHEN s < .9 THEN at + x * interval '60 hours' + s * interval '9 hours' END, CASE WHEN x < .06 THEN ARRAY[at + interval '50 hours'] ELSE '{}' END,
       CASE WHEN x > .93 THEN at + interval '3 hours' END, (600 + 1800 * x)::int, CASE WHEN r > .75 THEN 1 + floor(s * 5)::int END, CASE WHEN r > .75 THEN 5 END, CASE WHEN r > .75 THEN at + interval '70 hours' END, at
     FROM drawn, c`,
    [start, TICKETS, TICKETS / 4],
  );
  await db.query(
    `INSERT INTO feedback (id, source, external_id, kind, ticket_id, customer_id, occurred_at, channel, product, plan, language, original, masked, content_hash, source_updated_at, received_at)
     SELECT gen_random_uuid(), source, external_id, 'ticket_message', id, customer_id, created_at, channel, product, plan, 'en', text, text, external_id, created_at, created_at
     FROM ticket CROSS JOIN LATERAL (SELECT repeat('What customers write about ' || external_id || '. ', 12) AS text) t`,
  );
  await db.query(
    `INSERT INTO statement (id, feedback_id, position, text) SELECT gen_random_uuid(), id, 0, masked FROM feedback`,
  );
  await db.query(
    `INSERT INTO encoder (id, fingerprint, name, dimensions, languages, state, first_seen_at) VALUES (1, 'bench', 'bench', 4, NULL, 'serving', now())`,
  );
  await db.query(
    `WITH t AS (SELECT array_agg(id) AS ids FROM theme) INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at)
     SELECT s.id, t.ids[1 + floor(80 * power(random(), 1.7))::int], .8, 'engine', now() FROM statement s, t`,
  );
  await db.query(
    `INSERT INTO statement_reading (statement_id, encoder_id, issue, negative, neutral, positive) SELECT id, 1, .9, r, .5 * (1 - r), .5 * (1 - r) FROM (SELECT id, random() AS r FROM statement) s`,
  );
  await db.query('VACUUM ANALYZE');
  const [theme] = await db.query<[{ theme_id: string }]>(
    'SELECT theme_id FROM theme_assignment GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
  );
  return theme.theme_id;
}

function percentile(times: number[], p: number): number {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(p * times.length))]!;
}

interface Ask {
  url: string;
  headers: Record<string, string>;
  theme: string;
}

/** Asks for another four weeks each round; the first round warms up. */
async function measure(kind: string, bound: number, path: string, { url, headers, theme }: Ask): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const to = END - round * 7 * DAY_MS;
    const period = `from=${new Date(to - 28 * DAY_MS).toISOString()}&to=${new Date(to).toISOString()}`;
    const started = performance.now();
    const answer = await fetch(url + path.replace('PERIOD', period).replace('THEME', theme), { headers });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    if (round > 0) times.push(performance.now() - started);
  }
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)];
  const verdict = p95 <= bound ? 'ok' : `over ${bound} ms`;
  console.log(`${kind.padEnd(9)} ${path.padEnd(55)} p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${verdict}`);
}

const folder = mkdtempSync(join(tmpdir(), 'hearback-bench-'));
const service = await boot(
  loadConfig({
    ...process.env,
    NODE_ENV: 'test',
    DATA_DIR: folder,
    OUTBOX_DIR: join(folder, 'outbox'),
    PORT: '0',
    LOG_LEVEL: 'error',
    ROLE: 'web',
    RATE_LIMIT_FACTOR: '1000',
  }),
);
try {
  await service.app.listen(0, '127.0.0.1');
  const { port } = service.app.getHttpServer().address() as { port: number };
  const db = service.app.get(DataSource);
  const theme = await fill(db);
  await service.app
    .get(ApiKeysService, { strict: false })
    .insert({ name: 'warm', scopes: ['read'], teamIds: [], expiresAt: null }, SYSTEM, new Date());
  const { key } = await service.app
    .get(ApiKeysService, { strict: false })
    .insert({ name: randomUUID(), scopes: ['admin'], teamIds: [], expiresAt: null }, SYSTEM, new Date());
  const headers = { authorization: `Bearer ${key}` };
  const hours = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [['09:00', '17:00']]]));
  await fetch(`http://127.0.0.1:${port}/v1/kpis/settings`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ calendar: { zone: 'Europe/Berlin', hours, holidays: [] } }),
  });
  const ask = { url: `http://127.0.0.1:${port}`, headers, theme };
  for (const path of LISTS) await measure('list', 100, path, ask);
  for (const path of AGGREGATES) await measure('aggregate', 300, path, ask);
} finally {
  await service.close();
  rmSync(folder, { recursive: true, force: true });
}
