import { ApiKeysService } from '../../src/platform/auth/api-keys.service.js';
import { SessionsService } from '../../src/platform/auth/sessions.service.js';
import { SignInService } from '../../src/platform/auth/sign-in.service.js';
import { type TestApp, startApp } from '../app.js';
import { adminBrowser, type Client, client, keyClient } from '../client.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const DAY_MS = 86_400_000;

describe('keys', () => {
  let service: TestApp;
  let admin: Client;

  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    admin = await keyClient(service);
  });
  afterAll(() => service.close());

  const create = async (body: object) =>
    (await admin.post<{ id: string; key: string }>('/v1/keys', { name: 'k', scopes: ['admin'], ...body })).body;
  const statusWith = async (key: string, path = '/v1/keys') =>
    (await client(service.url).get(path, { authorization: `Bearer ${key}` })).status;

  it('are stored as hashes and listed without their secrets', async () => {
    const { key } = await create({});
    const secret = key.split('_')[3]!;
    const [row] = await service.db.query<Record<string, unknown>[]>(
      'SELECT * FROM api_key ORDER BY created_at DESC LIMIT 1',
    );
    expect(JSON.stringify(row)).not.toContain(secret);
    expect((await admin.get('/v1/keys')).text).not.toContain(secret);
    expect((await admin.get('/v1/audit-log')).text).not.toContain(secret);
  });

  it('are dead within a second after they are revoked', async () => {
    const { id, key } = await create({});
    expect(await statusWith(key)).toBe(200);
    expect((await admin.delete(`/v1/keys/${id}`)).status).toBe(204);
    expect(await statusWith(key)).toBe(401);
    const other = new ApiKeysService(service.db, null as never);
    expect(await other.authenticate(key, new Date())).toBeNull();
    expect((await admin.delete(`/v1/keys/${id}`)).status).toBe(204);
  });

  it('end when they expire', async () => {
    const { key } = await create({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const keys = service.get(ApiKeysService);
    expect(await keys.authenticate(key, new Date())).not.toBeNull();
    expect(await keys.authenticate(key, new Date(Date.now() + 3_601_000))).toBeNull();
  });

  it('live on for a day after a rotation', async () => {
    const { id, key } = await create({});
    const rotated = await admin.post<{ key: string }>(`/v1/keys/${id}/rotate`);
    const keys = service.get(ApiKeysService);
    expect(await keys.authenticate(rotated.body.key, new Date(Date.now() + 40 * DAY_MS))).not.toBeNull();
    expect(await keys.authenticate(key, new Date(Date.now() + DAY_MS - 60_000))).not.toBeNull();
    expect(await keys.authenticate(key, new Date(Date.now() + DAY_MS + 60_000))).toBeNull();
  });

  it('do only what their scopes say', async () => {
    const reader = await keyClient(service, ['read']);
    expect((await reader.get('/v1/keys')).status).toBe(403);
    expect((await client(service.url).get('/v1/keys')).status).toBe(401);
    expect((await admin.get('/v1/keys')).status).toBe(200);
  });

  it('cannot make a wider key', async () => {
    const teamAdmin = await keyClient(service, ['admin'], ['0b9c6bc5-0d5c-4d7b-8a55-7c1a39ad7a10']);
    const wider = await teamAdmin.post('/v1/keys', { name: 'wide', scopes: ['read'] });
    expect([wider.status, wider.body.code]).toEqual([403, 'key.too-wide']);
    const narrow = { name: 'narrow', scopes: ['read'], teamIds: ['0b9c6bc5-0d5c-4d7b-8a55-7c1a39ad7a10'] };
    expect((await teamAdmin.post('/v1/keys', narrow)).status).toBe(201);
  });

  it('are refused in an address, where they would be logged', async () => {
    const { key } = await create({});
    const answer = await client(service.url).get(`/v1/keys?key=${key}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'key.in-address']);
    expect(answer.text).not.toContain(key);
  });

  it('note their last use to the minute', async () => {
    const { id, key } = await create({});
    const keys = service.get(ApiKeysService);
    const use = async (at: Date) => {
      await keys.authenticate(key, at);
      const [row] = await service.db.query<{ last_used_at: Date }[]>('SELECT last_used_at FROM api_key WHERE id = $1', [
        id,
      ]);
      return row!.last_used_at.getTime();
    };
    const start = new Date();
    expect(await use(start)).toBe(start.getTime());
    expect(await use(new Date(start.getTime() + 59_000))).toBe(start.getTime());
    expect(await use(new Date(start.getTime() + 61_000))).toBe(start.getTime() + 61_000);
  });
});

describe('wrong keys', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  it('are answered 401 ten times and then 429', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await client(service.url).get('/v1/keys', { authorization: 'Bearer nonsense' })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    expect(await (await keyClient(service)).get('/v1/keys')).toMatchObject({ status: 200 });
  });
});

describe('people', () => {
  let service: TestApp;
  let ada: Client;

  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    ada = await adminBrowser(service);
  });
  afterAll(() => service.close());

  const linkOf = async (): Promise<string> => {
    const [mail] = await service.db.query<{ text: string }[]>(
      `SELECT text FROM mail_outbox WHERE kind = 'sign-in' ORDER BY created_at DESC LIMIT 1`,
    );
    return new URL(/http\S+/.exec(mail!.text)![0]).pathname;
  };

  it('are sent to the sign-in page and back to where they wanted', async () => {
    const answer = await client(service.url, { accept: 'text/html' }).get('/settings/keys');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fsettings%2Fkeys']);
  });

  it('sign in by a mailed link that works once, and not by opening it', async () => {
    const browser = client(service.url, { accept: 'text/html', 'sec-fetch-site': 'same-origin' });
    expect((await browser.post('/sign-in', 'email=ADA%40example.com&next=%2Foutbox', FORM)).status).toBe(200);
    const path = await linkOf();
    for (let i = 0; i < 3; i++) expect((await browser.get(path)).status).toBe(200);
    const used = await browser.post(path, 'next=%2Foutbox', FORM);
    expect([used.status, used.headers.get('location')]).toEqual([303, '/outbox']);
    const cookie = used.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^hb_session=[\w-]{43}; .*HttpOnly; SameSite=Lax$/);
    expect((await browser.get('/outbox', { cookie: cookie.split(';')[0]! })).status).toBe(200);
    expect((await browser.post(path, '', FORM)).status).toBe(404);
  });

  it('learn nothing about who is a member', async () => {
    const browser = client(service.url, { accept: 'text/html', 'sec-fetch-site': 'same-origin' });
    const known = await browser.post('/sign-in', 'email=ada%40example.com', FORM);
    const unknown = await browser.post('/sign-in', 'email=eve%40example.com', FORM);
    expect(unknown.text).toBe(known.text);
    expect(unknown.status).toBe(known.status);
    const [rows] = await service.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM mail_outbox WHERE to_address = 'eve@example.com'`,
    );
    expect(rows!.n).toBe(0);
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'are not led to %s after signing in',
    async (next) => {
      const browser = client(service.url, { accept: 'text/html', 'sec-fetch-site': 'same-origin' });
      await browser.post('/sign-in', `email=ada%40example.com&next=${encodeURIComponent(next)}`, FORM);
      const used = await browser.post(await linkOf(), `next=${encodeURIComponent(next)}`, FORM);
      expect(used.headers.get('location')).toBe('/');
    },
  );

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': '', origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': '', origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 303],
  ])('change something only from our own pages: %j is %i', async (headers, status) => {
    const name = `Bob ${JSON.stringify(headers).length}`;
    const answer = await ada.post(
      '/settings/people',
      new URLSearchParams({ name, email: `b${Math.random()}@example.com`, role: 'viewer' }).toString(),
      {
        ...FORM,
        ...headers,
      },
    );
    expect(answer.status).toBe(status);
    const [row] = await service.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM member WHERE name = $1', [
      name,
    ]);
    expect(row!.n).toBe(status === 303 ? 1 : 0);
  });

  it('lose every session when they are disabled, and the last admin cannot be', async () => {
    const admin = await keyClient(service);
    const { body } = await admin.post<{ id: string }>('/v1/members', {
      email: 'carl@example.com',
      name: 'Carl',
      role: 'editor',
    });
    await service.get(SignInService).request('carl@example.com', '/', new Date());
    const path = await linkOf();
    const { token } = await service.get(SignInService).use(path.split('/').at(-1)!, null, new Date());
    expect(await service.get(SessionsService).find(token, new Date())).not.toBeNull();
    expect((await admin.patch(`/v1/members/${body.id}`, { disabled: true })).status).toBe(200);
    expect(await service.get(SessionsService).find(token, new Date())).toBeNull();
    const { body: list } = await admin.get<{ items: { id: string; role: string }[] }>('/v1/members');
    const last = list.items.find((member) => member.role === 'admin')!;
    for (const change of [{ disabled: true }, { role: 'viewer' }]) {
      expect((await admin.patch(`/v1/members/${last.id}`, change)).body).toMatchObject({
        status: 409,
        code: 'member.last-admin',
      });
    }
    expect((await admin.post('/v1/members', { email: 'CARL@example.com', name: 'Carl', role: 'viewer' })).status).toBe(
      409,
    );
  });

  it('get no second first link once there is an admin', async () => {
    expect(await service.get(SignInService).firstAdminLink(new Date())).toBeNull();
  });
});

describe('the audit log', () => {
  let service: TestApp;
  let admin: Client;
  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '100' });
    admin = await keyClient(service);
  });
  afterAll(() => service.close());

  it('stays whole under writers at the same time and refuses changes', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => admin.post('/v1/keys', { name: `k${i}`, scopes: ['read'] })),
    );
    expect((await admin.get('/v1/audit-log/verification')).body).toEqual({ isWhole: true, brokenAt: null });
    for (const sql of ['UPDATE audit_log SET actor_name = $$x$$', 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
      await expect(service.db.query(sql)).rejects.toThrow('can only be added to');
    }
  });

  it('tells where somebody with the database forged it', async () => {
    await service.db.query('ALTER TABLE audit_log DISABLE TRIGGER audit_log_append_only');
    await service.db.query(`UPDATE audit_log SET detail = '{"scopes": ["admin"]}' WHERE position = 3`);
    expect((await admin.get('/v1/audit-log/verification')).body).toEqual({ isWhole: false, brokenAt: 3 });
  });
});
