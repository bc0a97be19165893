import { FeedbackService } from '../../src/ingest/feedback/feedback.service.js';
import { MessagesService } from '../../src/ingest/tickets/messages.service.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { startApp, type TestApp } from '../app.js';
import { aMessage, aTicket } from './builders.js';

const NOW = new Date('2026-03-10T00:00:00Z');
const day = (n: number) => `2026-03-0${n}T10:00:00Z`;
let app: TestApp;
let tickets: TicketsService;
let run = 0;
let source: string;

beforeAll(async () => {
  app = await startApp();
  tickets = app.get(TicketsService);
});
afterAll(() => app.close());
beforeEach(() => (source = `desk${run++}`));

const record = (...given: Parameters<typeof aTicket>[0][]) => tickets.record(source, given.map(aTicket), NOW);
const texts = async () =>
  (
    await app.db.query<{ masked: string }[]>(
      'SELECT masked FROM feedback WHERE source = $1 AND deleted_at IS NULL ORDER BY occurred_at, external_id',
      [source],
    )
  ).map((row) => row.masked);
const ticketRow = async (id = '100') =>
  (await app.db.query('SELECT * FROM ticket WHERE source = $1 AND external_id = $2', [source, id]))[0];

describe('TicketsService.record', () => {
  it('stores a ticket once, whatever is repeated', async () => {
    expect(await record({})).toMatchObject({ inserted: 1, updated: 0, results: ['created'] });
    expect(await record({})).toMatchObject({ inserted: 0, updated: 0, unchanged: 1, results: ['unchanged'] });
    expect(await texts()).toEqual(['My card never arrived.']);
  });

  it('keeps the newest state and all messages, in whatever order versions arrive', async () => {
    const versions = [
      {
        updatedAt: day(1),
        status: 'open' as const,
        messages: [aMessage({ externalId: 'a', text: 'First question here.' })],
      },
      {
        updatedAt: day(2),
        status: 'pending' as const,
        messages: [aMessage({ externalId: 'b', text: 'Second question here.' })],
      },
      { updatedAt: day(3), status: 'solved' as const, messages: [] },
    ];
    for (const version of [versions[2]!, versions[0]!, versions[1]!]) await record(version);
    expect((await ticketRow()).status).toBe('solved');
    expect((await texts()).sort()).toEqual(['First question here.', 'Second question here.']);
  });

  it('gives a changed text a new statement and leaves an unchanged one alone', async () => {
    await record({ messages: [aMessage(), aMessage({ externalId: 'm2', text: 'The invoice is wrong.' })] });
    const before = await statements();
    await record({
      updatedAt: day(2),
      messages: [
        aMessage({ text: 'My card came broken.' }),
        aMessage({ externalId: 'm2', text: 'The invoice is wrong.' }),
      ],
    });
    const after = await statements();
    expect(after['My card came broken.']).not.toBe(before['My card never arrived.']);
    expect(after['The invoice is wrong.']).toBe(before['The invoice is wrong.']);
  });

  it('never stores internal notes, and keeps public replies of agents apart and masked', async () => {
    await record({
      messages: [
        aMessage(),
        aMessage({ externalId: 'n', author: 'agent', public: false, text: 'He is annoying.' }),
        aMessage({
          externalId: 'r',
          author: 'agent',
          text: 'Dear Brunhild Quastenflosser, write to desk@shop.example.',
        }),
      ],
    });
    const replies = await app.db.query('SELECT masked FROM agent_reply WHERE source = $1', [source]);
    expect(replies).toEqual([{ masked: 'Dear [PERSON_1], write to [EMAIL_1].' }]);
    expect(await texts()).toEqual(['My card never arrived.']);
    expect((await ticketRow()).first_reply_at).not.toBeNull();
  });

  it('forgets messages that a complete listing no longer holds', async () => {
    await record({ messages: [aMessage(), aMessage({ externalId: 'm2', text: 'Please delete this secret.' })] });
    await record({ updatedAt: day(2), complete: true, messages: [aMessage()] });
    expect(await texts()).toEqual(['My card never arrived.']);
    const [gone] = await app.db.query(
      `SELECT original, masked FROM feedback WHERE source = $1 AND external_id = '100/m2'`,
      [source],
    );
    expect(gone).toEqual({ original: '', masked: '' });
  });

  it('forgets a message whose edit leaves nothing visible', async () => {
    await record({});
    await record({
      updatedAt: day(2),
      messages: [aMessage({ text: '  ' }), aMessage({ externalId: 'm2', text: 'Never mind, solved it.' })],
    });
    expect(await texts()).toEqual(['Never mind, solved it.']);
  });

  it('moves what was said to the ticket that lives on after a merge, whichever arrives first', async () => {
    await record({ externalId: 'a', updatedAt: day(2), status: 'merged', mergedInto: 'b' });
    await record({ externalId: 'b', messages: [aMessage({ text: 'Where is my second card?' })] });
    const [{ count }] = await app.db.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM feedback f JOIN ticket t ON t.id = f.ticket_id WHERE t.source = $1 AND t.external_id = 'b'`,
      [source],
    );
    expect(count).toBe(2);
  });

  it('lets labels of the ticket follow to what was said', async () => {
    await record({ product: 'Ledger' });
    await record({ updatedAt: day(2), product: 'Wallet', messages: [] });
    const [row] = await app.db.query('SELECT product FROM feedback WHERE source = $1', [source]);
    expect(row).toEqual({ product: 'Wallet' });
  });

  it('brings a deleted ticket back only by a version newer than the deletion', async () => {
    await record({});
    await tickets.delete(source, ['100'], new Date(day(3)));
    expect(await texts()).toEqual([]);
    await record({ updatedAt: day(2), messages: [aMessage(), aMessage({ externalId: 'late' })] });
    expect(await texts()).toEqual([]);
    expect((await ticketRow()).deleted_at).not.toBeNull();
    await record({ updatedAt: day(4) });
    expect(await texts()).toEqual(['My card never arrived.']);
    expect((await ticketRow()).deleted_at).toBeNull();
  });

  it('loses nothing and doubles nothing when the same events race', async () => {
    const events = Array.from({ length: 60 }, (_, i) => ({
      externalId: `t${i % 12}`,
      updatedAt: `2026-03-01T10:00:${String(i % 60).padStart(2, '0')}Z`,
      messages: [aMessage({ externalId: `m${i}`, text: `Question number ${i} about my card.` })],
    }));
    const shuffled = [...events, ...events].sort(
      (a, b) => a.messages[0]!.text!.localeCompare(b.messages[0]!.text!) || 0,
    );
    await Promise.all(shuffled.map((event) => record(event)));
    expect(await texts()).toHaveLength(60);
  });
});

describe('repeats', () => {
  it('marks the same text of one customer as a repeat, and releases it when the first is taken back', async () => {
    await record(
      { externalId: '1' },
      {
        externalId: '2',
        createdAt: day(2),
        messages: [aMessage({ createdAt: day(2), text: 'my card never ARRIVED' })],
      },
    );
    const repeats = () =>
      app.db.query('SELECT external_id FROM feedback WHERE source = $1 AND duplicate_of IS NOT NULL', [source]);
    expect(await repeats()).toEqual([{ external_id: '2/m1' }]);
    await app.get(MessagesService).forget(source, ['1/m1'], new Date(day(5)));
    expect(await repeats()).toEqual([]);
  });

  it('does not count different customers as repeats', async () => {
    await record({ externalId: '1' }, { externalId: '2', requester: { externalId: 'c2' } });
    expect(
      await app.db.query('SELECT 1 FROM feedback WHERE source = $1 AND duplicate_of IS NOT NULL', [source]),
    ).toEqual([]);
  });
});

describe('FeedbackService.record', () => {
  it('leaves text whose original was dropped by retention unchanged when it comes again', async () => {
    const item = {
      externalId: 'x',
      kind: 'review' as const,
      occurredAt: day(1),
      tags: [],
      text: 'Too slow.',
      ticketId: null,
      customerId: null,
      knownNames: [],
    };
    const feedback = app.get(FeedbackService);
    await feedback.record(source, [item], NOW);
    await app.db.query(`UPDATE feedback SET original = '' WHERE source = $1`, [source]);
    expect(await feedback.record(source, [item], NOW)).toMatchObject({ inserted: 0, updated: 0, unchanged: 1 });
  });
});

async function statements(): Promise<Record<string, string>> {
  const rows = await app.db.query<{ id: string; text: string }[]>(
    'SELECT s.id, s.text FROM statement s JOIN feedback f ON f.id = s.feedback_id WHERE f.source = $1',
    [source],
  );
  return Object.fromEntries(rows.map((row) => [row.text, row.id]));
}
