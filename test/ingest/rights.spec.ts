import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { Subjects } from '../../src/ingest/rights/subjects.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aMessage, aTicket } from './builders.js';

const NOW = new Date('2026-03-10T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'hearback-rights-'));
let app: TestApp;
let api: Client;
let run = 0;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_FACTOR: '100', DATA_DIR: folder });
  api = await keyClient(app, ['export', 'erase']);
});
afterAll(() => app.close());

/** A customer who is known to two sources by one address, with one ticket in each. */
async function aCustomer() {
  const n = run++;
  const email = `canary${n}@subject.example`;
  const requester = { externalId: `who${n}`, name: `Tamsin Quillfeather${n}`, email, phone: '+44 20 7946 0000' };
  const ticket = {
    externalId: `order-${n}-1`,
    requester,
    subject: `About canary${n}`,
    messages: [aMessage({ text: `canary${n} phrase of rare words` })],
  };
  for (const source of ['desk', 'shop']) await app.get(TicketsService).record(source, [aTicket(ticket)], NOW);
  const found = await app.get(Subjects).find({ email });
  return { id: found[0]!.id, email, ticket: aTicket(ticket), canary: `canary${n}` };
}

/** Every row of every table that holds the word. */
async function hits(word: string): Promise<string[]> {
  const tables = await app.db.query<
    { name: string }[]
  >(`SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
    WHERE table_schema IN ('public', 'pgboss') AND table_type = 'BASE TABLE'`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await app.db.query<unknown[]>(
      `SELECT 1 FROM ${name} AS t WHERE position($1 IN lower(t::text)) > 0 LIMIT 1`,
      [word.toLowerCase()],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('an export', () => {
  it('holds everything about one customer from all sources', async () => {
    const { id, email } = await aCustomer();
    const { status, body } = await api.get<Record<string, { length: number; said?: unknown[] }>>(
      `/v1/customers/${id}/export`,
    );
    expect(status).toBe(200);
    expect(body['customer']).toHaveLength(2);
    expect(body['tickets']).toHaveLength(2);
    expect(body['texts']!.said).toHaveLength(2);
    expect(JSON.stringify(body)).toContain(email);
  });

  it('of an unknown customer is 404', async () => {
    expect((await api.get(`/v1/customers/${crypto.randomUUID()}/export`)).status).toBe(404);
  });
});

describe('an erasure', () => {
  it('leaves no trace of the customer, keeps the numbers, and gives a receipt', async () => {
    const { id, canary } = await aCustomer();
    expect(await hits(canary)).not.toEqual([]);
    const { body } = await api.post<{ counts: Record<string, number> }>(`/v1/customers/${id}/erase`);
    expect(body.counts).toMatchObject({ customer: 2, tickets: 2, texts: 2 });
    expect(await hits(canary)).toEqual([]);
    const [{ count }] = await app.db.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM ticket WHERE external_id LIKE 'erased-%'`,
    );
    expect(count).toBe(2);
  });

  it('is not undone by importing the same tickets again, but new ones are welcome', async () => {
    const { id, ticket, canary } = await aCustomer();
    await api.post(`/v1/customers/${id}/erase`);
    const again = await app.get(TicketsService).record('desk', [ticket], NOW);
    expect(again.results).toEqual(['erased']);
    expect(await hits(canary)).toEqual([]);
    const later = new Date(Date.now() + 60_000).toISOString();
    const fresh = { ...ticket, externalId: 'new-1', createdAt: later, updatedAt: later };
    expect((await app.get(TicketsService).record('desk', [fresh], NOW)).results).toEqual(['created']);
  });

  it('is repeated before the first request when an older backup was restored', async () => {
    const { id, canary, ticket } = await aCustomer();
    await api.post(`/v1/customers/${id}/erase`);
    // The backup: the customer is there again, and the database knows nothing of the erasure.
    await app.db.query('DELETE FROM erasure_mark');
    await app.get(TicketsService).record('desk', [ticket], NOW);
    expect(await hits(canary)).not.toEqual([]);
    const restarted = await startApp({ DATABASE_URL: app.databaseUrl, DATA_DIR: folder });
    try {
      expect(await hits(canary)).toEqual([]);
      expect((await restarted.get(TicketsService).record('desk', [ticket], NOW)).results).toEqual(['erased']);
    } finally {
      await restarted.close();
    }
  });

  it('keeps only keyed hashes in the file beside the database, and survives a line cut off by a crash', async () => {
    const { id, canary } = await aCustomer();
    await api.post(`/v1/customers/${id}/erase`);
    const file = join(folder, 'erasures.jsonl');
    expect(readFileSync(file, 'utf8')).not.toContain(canary);
    appendFileSync(file, '{"key":"ab');
    const restarted = await startApp({ DATABASE_URL: app.databaseUrl, DATA_DIR: folder });
    expect(await hits(canary)).toEqual([]);
    await restarted.close();
  });
});

describe('retention', () => {
  it("drops originals and agents' replies after their time and keeps masked texts", async () => {
    const source = 'old';
    const messages = [
      aMessage({ text: 'Write to me@old.example please.' }),
      aMessage({ externalId: 'r', author: 'agent', text: 'Done.' }),
    ];
    await app.get(TicketsService).record(source, [aTicket({ messages })], NOW);
    const texts = () => app.db.query('SELECT original, masked FROM feedback WHERE source = $1', [source]);
    await app.drain(new Date('2026-03-20T00:00:00Z'), ['ingest.retention']);
    expect(await texts()).toEqual([
      { original: 'Write to me@old.example please.', masked: 'Write to [EMAIL_1] please.' },
    ]);
    await app.drain(new Date('2028-01-01T00:00:00Z'), ['ingest.retention']);
    expect(await texts()).toEqual([{ original: '', masked: 'Write to [EMAIL_1] please.' }]);
    expect(await app.db.query('SELECT 1 FROM agent_reply WHERE source = $1', [source])).toEqual([]);
  });
});
