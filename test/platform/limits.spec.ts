import { RateLimiter } from '../../src/platform/http/rate-limiter.js';
import { type TestApp, startApp } from '../app.js';
import { client, keyClient } from '../client.js';

const LIMIT = { max: 100, windowSeconds: 60 };
/** Replicas share the key that hashes addresses. */
const REPLICA = { REPLICAS: '3', SECRET_KEY: 'a'.repeat(40) };
const NOW = new Date('2026-03-02T09:00:00Z');

describe('request limits', () => {
  let replicas: TestApp[];
  let limiters: RateLimiter[];

  beforeAll(async () => {
    const first = await startApp(REPLICA);
    const rest = [
      await startApp({ ...REPLICA, DATABASE_URL: first.databaseUrl }),
      await startApp({ ...REPLICA, DATABASE_URL: first.databaseUrl }),
    ];
    replicas = [first, ...rest];
    limiters = replicas.map((replica) => replica.get(RateLimiter));
  });
  afterAll(() => Promise.all(replicas.map((replica) => replica.close())));

  const allowedOf = async (key: string, hits: number, now = NOW) => {
    const results = await Promise.all(Array.from({ length: hits }, (_, i) => limiters[i % 3]!.hit(key, LIMIT, now)));
    return results.filter(({ current }) => current <= LIMIT.max).length;
  };

  it('are exact over three replicas under 2,000 requests at once', async () => {
    expect(await allowedOf('key:a', 2000)).toBe(100);
    expect(await allowedOf('key:a', 30)).toBe(0);
    expect(await allowedOf('key:a', 300, new Date(NOW.getTime() + 61_000))).toBe(100);
  });

  it('count all addresses of one IPv6 network as one', () => {
    const [limiter] = limiters;
    const keys = Array.from({ length: 1000 }, (_, i) => limiter!.addressKey(`2001:4860:1:2:${i.toString(16)}::1`, NOW));
    expect(new Set(keys).size).toBe(1);
    expect(limiter!.addressKey('::ffff:8.8.8.8', NOW)).toBe(limiter!.addressKey('8.8.8.8', NOW));
    expect(limiter!.addressKey('8.8.8.8', NOW)).not.toBe(limiter!.addressKey('8.8.4.4', NOW));
    expect(limiter!.addressKey('8.8.8.8', NOW)).not.toContain('8.8');
  });

  it('cannot be escaped by inventing forwarded addresses', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, i) => {
        const headers = {
          'x-forwarded-for': `8.8.${i}.1`,
          accept: 'text/html',
          'content-type': 'application/x-www-form-urlencoded',
        };
        return client(replicas[i % 3]!.url).post('/sign-in', 'email=a%40example.com', headers);
      }),
    );
    expect(statuses.filter(({ status }) => status === 200)).toHaveLength(10);
    const [refused] = statuses.filter(({ status }) => status === 429);
    expect(Number(refused!.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('are told in headers, by caller and not by address', async () => {
    const [first, second] = [await keyClient(replicas[0]!, ['admin']), await keyClient(replicas[0]!, ['admin'])];
    expect((await first.get('/v1/keys')).headers.get('ratelimit-remaining')).toBe('599');
    expect((await first.get('/v1/keys')).headers.get('ratelimit-remaining')).toBe('598');
    expect((await second.get('/v1/keys')).headers.get('ratelimit-remaining')).toBe('599');
  });

  it('hold at a share of the limit in each replica while the database is away', async () => {
    await replicas[0]!.db.query('ALTER TABLE rate_limit RENAME TO rate_limit_away');
    const allowed = await allowedOf('key:b', 600);
    await replicas[0]!.db.query('ALTER TABLE rate_limit_away RENAME TO rate_limit');
    expect(allowed).toBeGreaterThanOrEqual(96);
    expect(allowed).toBeLessThanOrEqual(102);
  });
});
