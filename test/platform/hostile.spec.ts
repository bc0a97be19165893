import { KnownMethods } from '../../src/platform/http/methods.js';
import { type TestApp, startApp } from '../app.js';
import { ApiKeysService } from '../../src/platform/auth/api-keys.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import {
  HOSTILE_BODIES,
  HOSTILE_TEXTS,
  leavesOf,
  replaceAt,
  sampleOf,
  stringsOf,
  textsFor,
  WRONG_VALUES,
} from './hostile-corpus.js';

interface Operation {
  parameters?: { name: string; in: string; schema?: object }[];
  requestBody?: { content: Record<string, { schema?: object }> };
}

interface Shot {
  /** Which route and which attack, for the report. */
  name: string;
  method: string;
  path: string;
  body?: string | Buffer;
  type?: string;
}

const ID = '0b9c6bc5-0d5c-4d7b-8a55-7c1a39ad7a10';
/** Few: this asks whether anything breaks, not whether much is served at once. */
const AT_ONCE = 4;
const LONGEST_MS = 60_000;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** A stack frame, a driver's or a library's name: nothing of the kind may reach a caller. */
const INNARDS = /\n\s+at \S+ \(|node_modules|QueryFailedError|postgres|typeorm|invalid input syntax/i;

describe('hostile input', () => {
  let service: TestApp;
  let key: string;
  /** Every operation of the API, also those added after this was written. */
  let operations: { method: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    service = await startApp({ RATE_LIMIT_FACTOR: '1000', LOG_LEVEL: 'error', DATABASE_POOL: '16' });
    ({ key } = await service
      .get(ApiKeysService)
      .insert({ name: 'fuzz', scopes: ['admin'], teamIds: [], expiresAt: null }, SYSTEM, new Date()));
    const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Operation>>;
    };
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) =>
        METHODS.includes(method) ? [{ method: method.toUpperCase(), path, operation }] : [],
      ),
    );
    await startMining();
  });
  afterAll(() => service.close());

  /** Some routes need the encoder, which starts with the first message; without it they would look at nothing. */
  async function startMining(): Promise<void> {
    const messages = [{ text: 'The export of my invoices stops half way.' }];
    const ticket = { externalId: '1', createdAt: '2026-03-01T09:00:00Z', requester: { externalId: 'c1' }, messages };
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ source: 'desk', tickets: [ticket] });
    const { status } = await fetch(`${service.url}/v1/tickets`, { method: 'POST', headers, body });
    if (status !== 200) throw new Error(`The first ticket was answered ${status}`);
    await service.drain(new Date(), ['insights.embed']);
  }

  const filled = (path: string, value = ID) => path.replace(/\{\w+\}|:\w+/g, value);
  const short = (text: string) => JSON.stringify(text.slice(0, 24));

  async function fire({ name, method, path, body, type = 'application/json' }: Shot): Promise<string[]> {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': type }),
      'idempotency-key': Math.random().toString(36),
    };
    const started = Date.now();
    const response = await fetch(service.url + path, {
      method,
      headers,
      body: body as string,
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const text = method === 'HEAD' ? '' : await response.text();
    const faults: string[] = [];
    if (response.status >= 500) faults.push(`${name}: ${response.status} ${text.slice(0, 150)}`);
    if (response.status >= 400 && INNARDS.test(text)) faults.push(`${name}: tells innards ${text.slice(0, 150)}`);
    if (Date.now() - started > LONGEST_MS) faults.push(`${name}: took ${Date.now() - started} ms`);
    return faults;
  }

  async function fireAll(shots: Shot[]): Promise<string[]> {
    const faults: string[] = [];
    const queue = [...shots];
    const worker = async (): Promise<void> => {
      for (let shot = queue.pop(); shot; shot = queue.pop()) faults.push(...(await fire(shot)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return summed(faults);
  }

  const bodies = () =>
    operations.flatMap(({ method, path, operation }) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      return schema ? [{ method, path, sample: sampleOf(schema) }] : [];
    });

  it('knows the routes', () => {
    expect(operations.length).toBeGreaterThan(15);
    expect(bodies().length).toBeGreaterThan(5);
  });

  it('never makes an error of ours out of a text, in any field of any body', async () => {
    const shots = bodies().flatMap(({ method, path, sample }) =>
      stringsOf(sample).flatMap((at) =>
        textsFor(sample, at).map((text) => ({
          name: `${method} ${path} ${at.join('.')} = ${short(text)}`,
          method,
          path: filled(path),
          body: JSON.stringify(replaceAt(sample, at, text)),
        })),
      ),
    );
    expect(await fireAll(shots)).toEqual([]);
  }, 1_200_000);

  it('never makes an error of ours out of a value of another type', async () => {
    const shots = bodies().flatMap(({ method, path, sample }) =>
      leavesOf(sample).flatMap((at) =>
        WRONG_VALUES.map(([kind, value]) => ({
          name: `${method} ${path} ${at.join('.')}: ${kind}`,
          method,
          path: filled(path),
          body: JSON.stringify(replaceAt(sample, at, value)),
        })),
      ),
    );
    expect(await fireAll(shots)).toEqual([]);
  }, 1_200_000);

  it('never makes an error of ours out of a whole body', async () => {
    const shots = operations
      .filter(({ method }) => method !== 'GET' && method !== 'DELETE')
      .flatMap(({ method, path }) =>
        HOSTILE_BODIES.map(([kind, body]) => ({
          name: `${method} ${path}: ${kind}`,
          method,
          path: filled(path),
          body,
        })),
      );
    expect(await fireAll(shots)).toEqual([]);
  }, 1_200_000);

  it('never makes an error of ours out of a query', async () => {
    const shots = operations.flatMap(({ method, path, operation }) =>
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .flatMap(({ name, schema = {} }) =>
          [
            ...textsFor(sampleOf(schema), [])
              .filter((text) => text.length < 5000)
              .map((text) => `${name}=${encode(text)}`),
            `${name}=1&${name}=2`,
            `${name}[a]=1`,
            `${name}=%`,
            `${name}=%ff`,
          ].map((query) => ({
            name: `${method} ${path}?${short(query)}`,
            method,
            path: `${filled(path)}?${query}`,
            body: method === 'GET' || method === 'DELETE' ? undefined : '{}',
          })),
        ),
    );
    expect(await fireAll(shots as Shot[])).toEqual([]);
  }, 1_200_000);

  it('never makes an error of ours out of an address or a form, pages included', async () => {
    const routes = service.get(KnownMethods).all();
    const shots = routes.flatMap(({ url, methods }) =>
      methods
        .filter((method) => method !== 'OPTIONS' && method !== 'HEAD' && url.includes(':'))
        .flatMap((method) =>
          HOSTILE_TEXTS.filter((text) => text.length < 5000).map((text) => {
            const form =
              method === 'GET' || method === 'DELETE'
                ? {}
                : { body: `a=${encode(text)}`, type: 'application/x-www-form-urlencoded' };
            return {
              name: `${method} ${url} with ${short(text)}`,
              method,
              path: filled(url, encode(text).replaceAll('.', '%2E')),
              ...form,
            };
          }),
        ),
    );
    const forms = routes
      .filter(({ methods }) => methods.includes('POST'))
      .flatMap(({ url }) =>
        HOSTILE_TEXTS.map((text) => {
          const fields = ['email', 'name', 'next', 'scope', 'score', 'comment', 'role', 'scopes', 'days', 'e'].map(
            (field) => `${field}=${encode(text)}`,
          );
          return {
            name: `form ${url} with ${short(text)}`,
            method: 'POST',
            path: filled(url),
            body: fields.join('&'),
            type: 'application/x-www-form-urlencoded',
          };
        }),
      );
    expect(await fireAll([...shots, ...forms])).toEqual([]);
  }, 1_200_000);

  it('is the only thing that changes something: reading changes nothing', async () => {
    // Beside the rows of what was read: counts of requests, the last use of the key, and that a link was looked at.
    const exempt = ['rate_limit', 'api_key', 'survey_click'];
    const sums = async () => {
      const tables = await service.db.query<{ name: string }[]>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
      );
      const sum = async (name: string) => {
        const [row] = await service.db.query<{ sum: string }[]>(
          `SELECT md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) AS sum FROM ${name} t`,
        );
        return [name, row!.sum];
      };
      return Object.fromEntries(
        await Promise.all(tables.filter(({ name }) => !exempt.includes(name)).map(({ name }) => sum(name))),
      );
    };
    const before = await sums();
    const reads = service
      .get(KnownMethods)
      .all()
      .filter(({ methods }) => methods.includes('GET'));
    const shots = reads.flatMap(({ url }) =>
      ['GET', 'HEAD', 'OPTIONS'].map((method) => ({ name: `${method} ${url}`, method, path: filled(url) })),
    );
    expect(await fireAll(shots)).toEqual([]);
    expect(await sums()).toEqual(before);
  });

  it('is stored as it was, once normalised', async () => {
    const faults: string[] = [];
    for (const text of HOSTILE_TEXTS.filter((candidate) => candidate.length <= 100)) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ name: `x${text}x`, scopes: ['read'] });
      const response = await fetch(`${service.url}/v1/keys`, { method: 'POST', headers, body });
      const { id, name } = (await response.json()) as { id: string; name: string };
      const [row] = await service.db.query<{ name: string }[]>('SELECT name FROM api_key WHERE id = $1', [id]);
      if (row?.name !== name || name.includes('\u0000') || !name.isWellFormed()) faults.push(short(text));
    }
    expect(faults).toEqual([]);
  });
});

/** One line a route and status, with how often and the first example: a broken route would fill pages. */
function summed(faults: string[]): string[] {
  const groups = Map.groupBy(faults.sort(), (fault) => /^\S+ \S+/.exec(fault)![0]);
  return [...groups.values()].map((group) => `${group.length} x ${group[0]}`);
}

/** Percent-encodes anything, also what is no well-formed text. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
