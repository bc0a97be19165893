import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { Client as McpClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { parse } from 'csv-parse/sync';
import { ApiKeysService } from '../../src/platform/auth/api-keys.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aStoredTicket, storeThemes, storeTickets } from './stored-tickets.js';

const ROOT = resolve(import.meta.dirname, '../..');
const MARCH = 'from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z';

let service: TestApp;
let api: Client;
let themes: Map<string, string>;

beforeAll(async () => {
  service = await startApp({ RATE_LIMIT_FACTOR: '10' });
  api = await keyClient(service);
  themes = await storeThemes(service.db, ['Cards', 'Fees']);
  const random = Array.from({ length: 2300 }, (_, i) =>
    aStoredTicket({
      customer: randomUUID(),
      createdAt: new Date(Date.parse('2025-03-01T00:00:00Z') + i * 600_000).toISOString(),
      themes: [themes.get(i % 3 ? 'Cards' : 'Fees')!],
      product: i % 2 ? 'app' : 'web',
      text: i ? `Message ${i}, "quoted"\nand on a second line` : '=HYPERLINK("http://evil.example")',
    }),
  );
  await storeTickets(service.db, random);
});
afterAll(() => service.close());

describe('messages', () => {
  interface Listed {
    items: { id: string; text: string; themes: { label: string }[]; occurredAt: string }[];
    meta: { nextCursor: string | null };
  }

  it('are those that the numbers were counted from, by the address that the numbers give', async () => {
    const { body: found } = await api.get<{
      items: { label: string; messages: number; evidence: string }[];
      meta: { total: { contacts: number; evidence: string } };
    }>(`/v1/themes?${MARCH}&product=app`);
    const count = async (address: string) => {
      let n = 0;
      let cursor: string | null = '';
      for (let page = 0; cursor !== null && page < 40; page++) {
        const { body }: { body: Listed } = await api.get<Listed>(
          `${address}&limit=100${cursor && `&cursor=${cursor}`}`,
        );
        n += body.items.length;
        cursor = body.meta.nextCursor;
      }
      return n;
    };
    expect(await count(found.meta.total.evidence)).toBe(found.meta.total.contacts);
    for (const { evidence, messages } of found.items) expect(await count(evidence)).toBe(messages);
  });

  it('are narrowed by theme, text and what they are in, newest first', async () => {
    const query = `${MARCH}&theme=${themes.get('Fees')}&limit=3`;
    const { body } = await api.get<Listed>(`/v1/messages?${query}`);
    expect(body.items.map((item) => item.themes.map(({ label }) => label))).toEqual([['Fees'], ['Fees'], ['Fees']]);
    expect(body.items.map(({ text }) => text.split(',')[0])).toEqual(['Message 2298', 'Message 2295', 'Message 2292']);
    const { body: none } = await api.get<Listed>(`/v1/messages?${MARCH}&themed=false`);
    expect(none.items).toEqual([]);
    const { status } = await api.get(
      `/v1/messages?${MARCH}&sentiment=negative&area=${randomUUID()}&ticket=${randomUUID()}`,
    );
    expect(status).toBe(200);
  });
});

describe('exports', () => {
  it('give every message once, over several pages, in CSV that spreadsheets read and cannot run', async () => {
    const { text, headers } = await api.get(`/v1/exports/feedback.csv?${MARCH}`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true });
    expect(rows).toHaveLength(2300);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2300);
    expect(rows[0]!['text']).toBe(`'=HYPERLINK("http://evil.example")`);
    expect(rows[1]).toMatchObject({
      theme: 'Cards',
      product: 'app',
      text: 'Message 1, "quoted"\nand on a second line',
    });
  });

  it('give the same as JSON lines, under the same filter', async () => {
    const { text } = await api.get(`/v1/exports/feedback.jsonl?${MARCH}&product=app&theme=${themes.get('Fees')}`);
    const rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { theme: string; product: string });
    expect(rows).toHaveLength(383);
    expect(new Set(rows.map(({ theme, product }) => `${theme} ${product}`))).toEqual(new Set(['Fees app']));
  });

  it('give themes and figures with the totals of the lists', async () => {
    const { text } = await api.get(`/v1/exports/themes.jsonl?${MARCH}`);
    const exported = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { label: string; contacts: number });
    const { body } = await api.get<{ items: { label: string; contacts: number }[] }>(`/v1/themes?${MARCH}`);
    expect(exported.map(({ label, contacts }) => [label, contacts])).toEqual(
      body.items.map(({ label, contacts }) => [label, contacts]),
    );
    const kpis = await api.get(`/v1/exports/kpis.csv?${MARCH}`);
    const days: { key: string; value: string }[] = parse(kpis.text, { bom: true, columns: true });
    const tickets = days.filter(({ key }) => key === 'tickets').reduce((sum, { value }) => sum + Number(value), 0);
    expect(tickets).toBe(2300);
  });

  it('need the scope, a known name and a key of the whole organisation', async () => {
    expect((await (await keyClient(service, ['read'])).get('/v1/exports/themes.csv')).status).toBe(403);
    expect((await api.get('/v1/exports/passwords.csv')).status).toBe(404);
    expect((await (await keyClient(service, ['export'], [randomUUID()])).get('/v1/exports/themes.csv')).status).toBe(
      403,
    );
  });
});

describe('the endpoint for assistants', () => {
  const connect = async (token: string) => {
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', service.url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    });
    const client = new McpClient({ name: 'test', version: '1' });
    await client.connect(transport as never);
    return client;
  };
  const issue = async (teamIds: string[] = []) => {
    const order = { name: 'assistant', scopes: ['read' as const], teamIds, expiresAt: null };
    return (await service.get(ApiKeysService).insert(order, SYSTEM, new Date())).key;
  };
  const ask = async (client: McpClient, name: string, input: Record<string, unknown>) => {
    const { content } = (await client.callTool({ name, arguments: input })) as { content: { text: string }[] };
    return JSON.parse(content[0]!.text) as Record<string, never>;
  };
  const period = { from: '2025-03-01T00:00:00Z', to: '2025-04-01T00:00:00Z' };

  it('offers tools that only read, and answers with the numbers of the API', async () => {
    const client = await connect(await issue());
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['evidence', 'gaps', 'kpis', 'search', 'themes', 'trends']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const found = (await ask(client, 'themes', period)) as unknown as {
      themes: { id: string; label: string; contacts: number }[];
    };
    expect(found.themes.map(({ label, contacts }) => [label, contacts])).toEqual([
      ['Cards', 1533],
      ['Fees', 767],
    ]);
    const kpis = (await ask(client, 'kpis', { ...period, kpis: ['tickets'] })) as unknown as {
      items: { value: number }[];
    };
    expect(kpis.items[0]!.value).toBe(2300);
    const evidence = (await ask(client, 'evidence', {
      ...period,
      theme: found.themes[0]!.id,
      limit: 3,
    })) as unknown as { items: unknown[] };
    expect(evidence.items).toHaveLength(3);
    await client.close();
  });

  it('refuses a missing key, and a key of single teams', async () => {
    await expect(connect('hb_live_nobody_x')).rejects.toThrow();
    await expect(connect(await issue([randomUUID()]))).rejects.toThrow();
    expect((await api.get('/mcp')).status).toBe(405);
  });
});

describe('the description of the API', () => {
  it('makes a client that compiles, with the types of answers', async () => {
    const folder = mkdtempSync(join(ROOT, 'test/insights-api/.client-'));
    try {
      const { text } = await api.get('/openapi.json');
      writeFileSync(join(folder, 'openapi.json'), text);
      await createClient({
        input: join(folder, 'openapi.json'),
        output: { path: join(folder, 'client') },
        plugins: ['@hey-api/typescript'],
        logs: { level: 'silent' },
      });
      writeFileSync(join(folder, 'use.ts'), USE);
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
      const tsc = () =>
        execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
          encoding: 'utf8',
        });
      expect(tsc()).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2023',
    skipLibCheck: false,
    types: [],
  },
  include: ['use.ts', 'client/**/*.ts'],
};
/** What a user of the client writes; a wrong type of a field stops the compiler. */
const USE = `
import type { KpisReadResponses, TrendsListResponses, GapsListResponses, AlertsListResponses, ThemesListResponses, MessagesListResponses, DigestsGetResponses } from './client/types.gen.js';
type Figure = KpisReadResponses[200]['items'][number];
export const value = (figure: Figure): number | null => figure.value;
export const low = (figure: Figure): number | undefined => figure.interval?.low;
export const expected = (answer: TrendsListResponses[200]): number | undefined => answer.items[0]?.points[0]?.expected?.value;
export const p50 = (answer: GapsListResponses[200]): number | undefined => answer.items[0]?.avoidable?.p50;
export const why = (answer: AlertsListResponses[200]): string | undefined => answer.items[0]?.sentence;
export const customers = (answer: ThemesListResponses[200]): number | undefined => answer.items[0]?.customers;
export const share = (answer: ThemesListResponses[200]): number | undefined => answer.items[0]?.sentiment?.negative.share;
export const said = (answer: MessagesListResponses[200]): string | undefined => answer.items[0]?.themes[0]?.label;
export const week = (answer: DigestsGetResponses[200]): string => answer.facts.week.name;
// @ts-expect-error: a number that may be unknown is not a number
export const wrong = (figure: Figure): number => figure.value;
`;
