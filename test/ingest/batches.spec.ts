import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { IdempotencyKey } from '../../src/platform/http/idempotency-key.entity.js';
import { IdempotencyKeys } from '../../src/platform/http/idempotency-keys.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aTicket } from './builders.js';

interface Result {
  results: { index: number; externalId: string | null; status: string; reason?: string }[];
  counts: Record<string, number>;
}

let app: TestApp;
let api: Client;
let run = 0;
let source: string;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_FACTOR: '100' });
  api = await keyClient(app, ['ingest', 'read', 'write']);
});
afterAll(() => app.close());
beforeEach(() => (source = `rest${run++}`));

const statuses = ({ results }: Result) => results.map(({ status }) => status);

describe('POST /v1/tickets', () => {
  it('tells what became of every ticket, and refuses a bad one alone', async () => {
    const tickets = [aTicket({ externalId: '1' }), { externalId: '2' }, aTicket({ externalId: '3' }), 'nonsense'];
    const first = await api.post<Result>('/v1/tickets', { source, tickets });
    expect(first.status).toBe(207);
    expect(statuses(first.body)).toEqual(['created', 'rejected', 'created', 'rejected']);
    expect(first.body.results[1]!.reason).toContain('createdAt');
    const again = await api.post<Result>('/v1/tickets', { source, tickets: [aTicket({ externalId: '1' })] });
    expect([again.status, statuses(again.body)]).toEqual([200, ['unchanged']]);
  });

  it('gives the first answer again for the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { source, tickets: [aTicket()] };
    const answers = [
      await api.post<Result>('/v1/tickets', body, key),
      await api.post<Result>('/v1/tickets', body, key),
    ];
    expect(answers.map(({ body: { results } }) => results[0]!.status)).toEqual(['created', 'created']);
    expect((await api.post('/v1/tickets', { ...body, source: 'other' }, key)).status).toBe(422);
  });

  it('serves a repeat soon after the process of the first call was killed, and not while it lives', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = { source, tickets: [aTicket()] };
    await api.post('/v1/tickets', body, key);
    // As a kill -9 in the middle leaves it.
    const setHeld = (until: string) =>
      app.db.query(`UPDATE idempotency_key SET status = NULL, body = NULL, held_until = ${until} WHERE key = $1`, [
        key['idempotency-key'],
      ]);
    await setHeld(`now() + interval '5 seconds'`);
    expect((await api.post('/v1/tickets', body, key)).status).toBe(409);
    await setHeld(`now() - interval '1 second'`);
    const { status, body: repeated } = await api.post<Result>('/v1/tickets', body, key);
    expect([status, repeated.results[0]!.status]).toEqual([200, 'unchanged']);
  });

  it('holds a key for as long as its call runs', async () => {
    const call = { caller: 'test', key: randomUUID(), route: 'POST /', bodyHash: '' };
    const keys = app.get(IdempotencyKeys);
    const began = Date.now();
    expect(await keys.claim(call, new Date(began))).toBeNull();
    const letGo = keys.hold(call);
    const heldFor = async () =>
      (await app.db.getRepository(IdempotencyKey).findOneByOrFail({ key: call.key })).heldUntil.getTime() - began;
    const before = await heldFor();
    while ((await heldFor()) <= before && Date.now() - began < 20_000) await pause(100);
    letGo();
    expect(await heldFor()).toBeGreaterThan(before);
    expect(await keys.claim(call, new Date(began + 9_000))).not.toBeNull();
  });

  it.each([
    ['no tickets', { tickets: [] }],
    ['501 tickets', { tickets: Array.from({ length: 501 }, () => ({})) }],
    ['a strange source', { source: 'A B', tickets: [{}] }],
    ['an unknown field', { tickets: [{}], extra: 1 }],
  ])('refuses %s', async (_, body) => {
    expect((await api.post('/v1/tickets', { source, ...body })).status).toBe(400);
  });

  it('needs the scope ingest', async () => {
    const reader = await keyClient(app, ['read']);
    expect((await reader.post('/v1/tickets', { source, tickets: [aTicket()] })).status).toBe(403);
  });

  it('lists tickets page by page and deletes one', async () => {
    const at = (n: number) => ({
      externalId: String(n),
      createdAt: `2026-03-0${n}T00:00:00Z`,
      updatedAt: `2026-03-0${n}T00:00:00Z`,
    });
    await api.post('/v1/tickets', { source, tickets: [1, 2, 3].map((n) => aTicket(at(n))) });
    const list = async (query: string) =>
      (
        await api.get<{ items: { externalId: string }[]; meta: { nextCursor: string | null } }>(
          `/v1/tickets?source=${source}&${query}`,
        )
      ).body;
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.meta.nextCursor}`);
    expect([...first.items, ...second.items].map(({ externalId }) => externalId)).toEqual(['3', '2', '1']);
    expect((await api.delete(`/v1/tickets/${source}/2`)).status).toBe(204);
    expect((await list('limit=9')).items).toHaveLength(2);
    expect((await api.delete(`/v1/tickets/${source}/2`)).status).toBe(404);
  });
});

describe('POST /v1/feedback', () => {
  const item = (more: object = {}) => ({
    externalId: 'f1',
    kind: 'review',
    text: 'The app is slow, says Hedda Vossberg.',
    occurredAt: '2026-03-01T00:00:00Z',
    requester: { externalId: 'p1', name: 'Hedda Vossberg' },
    ...more,
  });

  it('stores masked text with its customer, and follows an edit by the time of the source', async () => {
    expect(
      (await api.post<Result>('/v1/feedback', { source, items: [item(), item({ externalId: 'e', text: ' ' })] })).body
        .counts,
    ).toEqual({ created: 1, empty: 1 });
    const stored = () =>
      app.db.query('SELECT masked, customer_id IS NOT NULL AS known FROM feedback WHERE source = $1', [source]);
    expect(await stored()).toEqual([{ masked: 'The app is slow, says [PERSON_1].', known: true }]);
    const edits = [
      item({ text: 'It is fast now.', updatedAt: '2026-03-03T00:00:00Z' }),
      item({ text: 'In between.', updatedAt: '2026-03-02T00:00:00Z' }),
    ];
    for (const edit of edits) await api.post('/v1/feedback', { source, items: [edit] });
    expect(await stored()).toEqual([{ masked: 'It is fast now.', known: true }]);
  });
});

describe('help articles and searches', () => {
  const article = (more: object = {}) => ({
    externalId: 'a1',
    title: 'Reset your password',
    body: '# One\n\nPress reset.',
    ...more,
  });

  it('are chunked, changed and closed', async () => {
    await api.post('/v1/articles', { source, articles: [article(), article({ externalId: 'a2', title: 'Pay' })] });
    const chunks = () =>
      app.db.query(
        'SELECT text FROM kb_chunk c JOIN kb_article a ON a.id = c.article_id WHERE a.source = $1 AND a.deleted_at IS NULL ORDER BY a.title, c.position',
        [source],
      );
    expect(await chunks()).toHaveLength(4);
    const complete = await api.post<Result>('/v1/articles', {
      source,
      complete: true,
      articles: [article({ body: 'Press it twice.' })],
    });
    expect(statuses(complete.body)).toEqual(['updated']);
    expect((await chunks()).map(({ text }: { text: string }) => text)).toEqual([
      'Reset your password',
      'Reset your password\nPress it twice.',
    ]);
  });

  it('keep searches once and masked', async () => {
    const search = { query: 'invoice for max@c.example', results: 0, searchedAt: '2026-03-01T00:00:00Z' };
    const answers = [
      await api.post<Result>('/v1/kb-searches', { source, searches: [search, search] }),
      await api.post<Result>('/v1/kb-searches', { source, searches: [search] }),
    ];
    expect(answers.map(({ body }) => statuses(body))).toEqual([['created', 'unchanged'], ['unchanged']]);
    expect(await app.db.query('SELECT query, results FROM kb_search WHERE source = $1', [source])).toEqual([
      { query: 'invoice for [EMAIL_1]', results: 0 },
    ]);
  });
});

describe('PUT /v1/stage-rules', () => {
  it('moves stored tickets, but not those whose source gave a stage', async () => {
    const tickets = [
      aTicket({ externalId: '1', tags: ['first-steps'] }),
      aTicket({ externalId: '2', tags: ['first-steps'], stage: 'renewal' }),
    ];
    await api.post('/v1/tickets', { source, tickets });
    const rules = [{ field: 'tag', value: 'first-*', stage: 'onboarding' }];
    expect((await api.put<{ moved: number }>('/v1/stage-rules', { rules })).body.moved).toBe(1);
    const stages = () =>
      app.db.query(
        'SELECT t.stage, f.stage AS said FROM ticket t JOIN feedback f ON f.ticket_id = t.id WHERE t.source = $1 ORDER BY t.external_id',
        [source],
      );
    expect(await stages()).toEqual([
      { stage: 'onboarding', said: 'onboarding' },
      { stage: 'renewal', said: 'renewal' },
    ]);
    await api.put('/v1/stage-rules', { rules: [] });
    expect((await stages())[0]).toEqual({ stage: null, said: null });
  });
});
