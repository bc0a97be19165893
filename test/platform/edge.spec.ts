import { randomUUID } from 'node:crypto';
import { type TestApp, startApp } from '../app.js';
import { type Answer, type Client, client, keyClient } from '../client.js';

const PROBLEM = 'application/problem+json; charset=utf-8';
const NEW_KEY = { name: 'import', scopes: ['read'] };

interface Listing {
  items: { name: string }[];
  meta: { nextCursor: string | null };
}

describe('the edge', () => {
  let service: TestApp;
  let admin: Client;
  let nobody: Client;

  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    admin = await keyClient(service);
    nobody = client(service.url);
  });
  afterAll(() => service.close());

  it('answers every failure as a problem with the request id', async () => {
    const { status, headers, body } = await nobody.get('/v1/keys', { 'x-request-id': 'abcdefgh-1' });
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe(PROBLEM);
    expect(body).toMatchObject({
      type: 'urn:hearback:problem:caller.unknown',
      status: 401,
      instance: '/v1/keys',
      requestId: 'abcdefgh-1',
    });
    expect(headers.get('x-request-id')).toBe('abcdefgh-1');
  });

  it('does not repeat a request id that could forge a log line', async () => {
    const { headers } = await nobody.get('/health/live', { 'x-request-id': 'a b' });
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });

  it('names refused fields and never repeats their values', async () => {
    const { status, body, text } = await admin.post('/v1/keys', {
      name: '',
      scopes: ['s3cret-value'],
      expiresAt: 's3cret-value',
    });
    expect(status).toBe(400);
    expect(text).not.toContain('s3cret-value');
    expect((body.errors as { pointer: string }[]).map((error) => error.pointer).sort()).toEqual([
      '/expiresAt',
      '/name',
      '/scopes/0',
    ]);
  });

  it.each([
    ['broken JSON', '{"name":', 400],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 400],
    ['49,000 levels', '['.repeat(49_000) + ']'.repeat(49_000), 400],
    ['100 KB and more', JSON.stringify({ name: 'a'.repeat(102_400) }), 413],
  ])('refuses %s', async (_name, payload, status) => {
    const answer = await admin.post('/v1/keys', payload);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe(PROBLEM);
  });

  it.each([
    ['text/plain', {}],
    ['application/xml', {}],
    ['application/x-www-form-urlencoded', {}],
    ['multipart/form-data; boundary=x', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('refuses a body of %s %j', async (type, headers) => {
    const answer = await admin.post('/v1/keys', JSON.stringify(NEW_KEY), { 'content-type': type, ...headers });
    expect(answer.status).toBe(415);
  });

  it('tells a wrong method from a wrong address', async () => {
    const wrongMethod = await admin.patch('/v1/keys', NEW_KEY);
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await admin.get('/v1/nothing')).body).toMatchObject({ status: 404, code: 'resource.not-found' });
    expect((await admin.get(`/v1/members/${randomUUID()}`)).status).toBe(404);
    expect((await admin.get('/v1/members/no-id')).status).toBe(404);
    const malformed = await admin.get('/%zz');
    expect([malformed.status, malformed.headers.get('content-type')]).toEqual([400, PROBLEM]);
  });

  it('sends the security headers everywhere', async () => {
    for (const path of ['/health/live', '/v1/nothing', '/sign-in', '/v1/keys']) {
      const { headers } = await nobody.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('answers 304 to a reader who has the answer already', async () => {
    const first = await admin.get('/v1/keys?limit=1');
    const etag = first.headers.get('etag')!;
    expect((await admin.get('/v1/keys?limit=1', { 'if-none-match': etag })).status).toBe(304);
    await admin.post('/v1/keys', NEW_KEY);
    expect((await admin.get('/v1/keys?limit=1', { 'if-none-match': etag })).status).toBe(200);
  });

  it('normalises text before it is checked or stored', async () => {
    const { status, body } = await admin.post<{ name: string }>(
      '/v1/keys',
      '{"name":"a\\u0000b\\ud800 e\\u0301\\u202e","scopes":["read"]}',
    );
    expect([status, body.name]).toEqual([201, 'ab\ufffd \u00e9']);
    expect((await admin.get('/v1/audit-log?subject=a%00b')).status).toBe(200);
  });

  describe('paging', () => {
    it('walks through all rows once, also while rows are added', async () => {
      for (let i = 0; i < 7; i++) await admin.post('/v1/keys', { ...NEW_KEY, name: `page-${i}` });
      const seen: string[] = [];
      let cursor: string | null = '';
      for (let i = 0; i < 10 && cursor !== null; i++) {
        const { body }: Answer<Listing> = await admin.get<Listing>(
          `/v1/keys?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
        );
        seen.push(...body.items.map((item) => item.name).filter((name) => name.startsWith('page-')));
        cursor = body.meta.nextCursor;
        await admin.post('/v1/keys', { ...NEW_KEY, name: 'late' });
      }
      expect(seen).toEqual(['page-6', 'page-5', 'page-4', 'page-3', 'page-2', 'page-1', 'page-0']);
    });

    it.each(['limit=0', 'limit=101', 'limit=1000000000', 'limit=x', 'limit=1&limit=2', 'cursor=abc', 'cursor=AAAA'])(
      'refuses %s',
      async (query) => {
        expect((await admin.get(`/v1/keys?${query}`)).status).toBe(400);
      },
    );

    it('refuses a cursor that was edited or belongs to another list or filter', async () => {
      const { body } = await admin.get<{ meta: { nextCursor: string } }>('/v1/audit-log?limit=1');
      const cursor = body.meta.nextCursor;
      expect((await admin.get(`/v1/audit-log?limit=1&cursor=${cursor}`)).status).toBe(200);
      const edited = cursor.slice(0, -2) + (cursor.endsWith('AA') ? 'BB' : 'AA');
      expect((await admin.get(`/v1/audit-log?cursor=${edited}`)).status).toBe(400);
      expect((await admin.get(`/v1/keys?cursor=${cursor}`)).status).toBe(400);
      expect((await admin.get(`/v1/audit-log?subject=x&cursor=${cursor}`)).status).toBe(400);
    });
  });

  describe('an Idempotency-Key', () => {
    const count = async (name: string) => {
      const rows = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM api_key WHERE name = $1', [
        name,
      ]);
      return rows[0]!.n;
    };

    it('gives the first answer again and one effect', async () => {
      const headers = { 'idempotency-key': `"${randomUUID()}"` };
      const first = await admin.post('/v1/keys', { ...NEW_KEY, name: 'once' }, headers);
      const second = await admin.post('/v1/keys', { ...NEW_KEY, name: 'once' }, headers);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.body).toEqual(first.body);
      expect(second.headers.get('idempotency-replayed')).toBe('true');
      expect(await count('once')).toBe(1);
    });

    it('has one effect when twenty calls arrive together', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => admin.post('/v1/keys', { ...NEW_KEY, name: 'together' }, headers)),
      );
      expect(new Set(answers.map((answer) => answer.status))).toEqual(
        new Set(answers.some((answer) => answer.status === 409) ? [201, 409] : [201]),
      );
      expect(await count('together')).toBe(1);
    });

    it('answers 422 to another body, 400 to a bad key, and keeps nothing of a refused call', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      expect((await admin.post('/v1/keys', { name: '' }, headers)).status).toBe(400);
      expect((await admin.post('/v1/keys', NEW_KEY, headers)).status).toBe(201);
      const other = await admin.post('/v1/keys', { ...NEW_KEY, name: 'other' }, headers);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency.mismatch']);
      expect((await admin.post('/v1/keys', NEW_KEY, { 'idempotency-key': 'a b' })).status).toBe(400);
    });

    it('is not shared between callers', async () => {
      const headers = { 'idempotency-key': randomUUID() };
      const other = await keyClient(service);
      const [first, second] = [
        await admin.post('/v1/keys', NEW_KEY, headers),
        await other.post('/v1/keys', NEW_KEY, headers),
      ];
      expect(second.status).toBe(201);
      expect(second.body.id).not.toBe(first.body.id);
    });
  });
});
