import type {
  ConnectionKind,
  ConnectionSettings,
  Credentials,
} from '../../src/ingest/connections/connection.schema.js';
import { ConnectionsService } from '../../src/ingest/connections/connections.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { startApp, type TestApp } from '../app.js';
import { type Asked, type FakeDesk, startDesk } from './fake-desk.js';

const MINUTE = 60_000;
let app: TestApp;
let desk: FakeDesk;
let respond: (asked: Asked) => unknown;
let run = 0;
let now: Date;

beforeAll(async () => {
  app = await startApp({ ALLOW_PRIVATE_TARGETS: 'true' });
  desk = await startDesk((asked) => respond(asked));
});
afterAll(async () => {
  await desk.close();
  await app.close();
});
beforeEach(async () => {
  desk.asked.length = 0;
  desk.faults.length = 0;
  now = new Date('2026-03-10T00:00:00Z');
  await app.db.query('UPDATE connection SET enabled = false');
});

async function connect(kind: ConnectionKind, credentials: Credentials, settings: Partial<ConnectionSettings> = {}) {
  const given = {
    kind,
    name: kind,
    source: `${kind}${run++}`,
    enabled: true,
    credentials,
    settings: { baseUrl: desk.url, ...settings },
  };
  return (await app.get(ConnectionsService).create(given, SYSTEM, now)).connection;
}

const pull = () => app.drain(now, ['ingest.pull']);
const pullRow = async (id: string, stream = 'tickets') =>
  (await app.db.query('SELECT * FROM pull WHERE connection_id = $1 AND stream = $2', [id, stream]))[0];
const texts = async (source: string) =>
  (
    await app.db.query<{ masked: string }[]>(
      'SELECT masked FROM feedback WHERE source = $1 AND deleted_at IS NULL ORDER BY external_id',
      [source],
    )
  ).map((row) => row.masked);
const paths = () => desk.asked.map(({ url }) => url.pathname + url.search);

/** 25 tickets of Zendesk in pages of ten, each with one comment of the customer and one of an agent. */
function zendesk(tickets: Record<string, unknown>[]) {
  const users = [
    { id: 1, role: 'end-user', name: 'Ottoline Brackwater', email: 'o@c.example' },
    { id: 2, role: 'agent', name: 'Agneta Solberg' },
  ];
  return ({ url }: Asked): unknown => {
    const comments = /tickets\/(\d+)\/comments/.exec(url.pathname)?.[1];
    if (comments) {
      const said = { public: true, created_at: '2026-03-01T10:00:00Z' };
      const [question, answer] = [`Question ${comments} about my account.`, 'Dear Ottoline Brackwater, done.'];
      return {
        users,
        comments: [
          { ...said, id: Number(comments) * 10, author_id: 1, plain_body: question },
          { ...said, id: Number(comments) * 10 + 1, author_id: 2, plain_body: answer },
        ],
        meta: { has_more: false },
      };
    }
    const single = /tickets\/(\d+)\.json/.exec(url.pathname)?.[1];
    if (single) return { ticket: tickets.find((ticket) => String(ticket['id']) === single), users };
    if (!url.pathname.startsWith('/api/v2/incremental')) return undefined;
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const page = tickets.slice(from, from + 10);
    return {
      tickets: page,
      users,
      after_cursor: String(from + page.length),
      end_of_stream: from + page.length >= tickets.length,
    };
  };
}

const zendeskTickets = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    subject: `Case ${i + 1}`,
    status: 'solved',
    requester_id: 1,
    assignee_id: 2,
    created_at: '2026-03-01T09:00:00Z',
    updated_at: '2026-03-02T09:00:00Z',
    tags: ['billing'],
    via: { channel: 'web' },
  }));

describe('a pull of Zendesk', () => {
  const credentials = { email: 'ops@shop.example', token: 'secret' };

  it('takes all tickets through rate limits, and asks nothing twice', async () => {
    respond = zendesk(zendeskTickets(25));
    const { id, source } = await connect('zendesk', credentials);
    desk.faults.push('rate-limited', 'none', 'none', 'rate-limited', 'rate-limited');
    await pull();
    expect(await texts(source)).toHaveLength(25);
    expect(await pullRow(id)).toMatchObject({ taken: 25, waits: 3, last_error: null, caught_up_at: expect.any(Date) });
    expect(desk.asked[0]!.headers.authorization).toBe(
      `Basic ${Buffer.from('ops@shop.example/token:secret').toString('base64')}`,
    );
    const asked = desk.asked.length;
    now = new Date(now.getTime() + 6 * MINUTE);
    await pull();
    expect(
      paths()
        .slice(asked)
        .filter((path) => path.includes('comments')),
    ).toEqual([]);
    const [reply] = await app.db.query('SELECT masked, agent FROM agent_reply WHERE source = $1 LIMIT 1', [source]);
    expect(reply).toEqual({ masked: 'Dear [PERSON_1], done.', agent: 'Agneta Solberg' });
  });

  it.each(['broken', 'cut', 'hung-up'] as const)(
    'goes on from the stored place after an answer that is %s',
    async (fault) => {
      respond = zendesk(zendeskTickets(25));
      const { id, source } = await connect('zendesk', credentials);
      // The first page and its ten comments are fine, the second page fails.
      desk.faults.push(...Array.from({ length: 11 }, () => 'none' as const), fault);
      await pull();
      expect(await texts(source)).toHaveLength(10);
      expect(await pullRow(id)).toMatchObject({
        taken: 10,
        attempts: 1,
        last_error: expect.any(String),
        cursor: { after: '10' },
      });
      const asked = desk.asked.length;
      now = new Date(now.getTime() + MINUTE);
      await pull();
      expect(await texts(source)).toHaveLength(25);
      expect(paths()[asked]).toContain('cursor=10');
      expect(await pullRow(id)).toMatchObject({ attempts: 0, last_error: null });
    },
  );

  it('comes back later when the help desk asks for a long wait', async () => {
    respond = zendesk(zendeskTickets(1));
    const { id, source } = await connect('zendesk', credentials);
    desk.faults.push('rate-limited-long');
    await pull();
    const { waits_until: until, last_error: error } = await pullRow(id);
    expect(error).toBeNull();
    expect(Math.round((until.getTime() - now.getTime()) / 10_000)).toBe(60);
    now = new Date(now.getTime() + 9 * MINUTE);
    await pull();
    expect(desk.asked).toHaveLength(1);
    now = new Date(now.getTime() + 2 * MINUTE);
    await pull();
    expect(await texts(source)).toHaveLength(1);
  });

  it('says so when the credentials are refused, and does not hammer', async () => {
    respond = zendesk([]);
    const { id } = await connect('zendesk', credentials);
    desk.faults.push('refused');
    await pull();
    expect(await pullRow(id)).toMatchObject({ last_error: 'The help desk answers 401: check the credentials.' });
    now = new Date(now.getTime() + 30 * MINUTE);
    await pull();
    expect(desk.asked).toHaveLength(1);
  });

  it('follows a redaction, a deletion and a merge that happened since', async () => {
    const tickets = zendeskTickets(3) as Record<string, unknown>[];
    respond = zendesk(tickets);
    const { source } = await connect('zendesk', credentials);
    await pull();
    const changed = '2026-03-05T00:00:00Z';
    const [redacted, deleted, merged] = tickets as [
      Record<string, unknown>,
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    Object.assign(redacted, { updated_at: changed });
    Object.assign(deleted, { updated_at: changed, status: 'deleted' });
    Object.assign(merged, { updated_at: changed, tags: ['closed_by_merge'], merged_into_id: 1 });
    const usual = zendesk([...tickets, redacted, deleted, merged]);
    respond = (asked) =>
      asked.url.pathname.includes('/1/comments')
        ? {
            comments: [
              { id: 10, author_id: 1, public: true, plain_body: '▇▇▇▇ about my account.', created_at: changed },
            ],
            users: [{ id: 1, role: 'end-user' }],
          }
        : usual(asked);
    now = new Date(now.getTime() + 6 * MINUTE);
    await pull();
    expect(await texts(source)).toEqual(['▇▇▇▇ about my account.', 'Question 3 about my account.']);
    const rows = await app.db.query(
      'SELECT external_id, status, deleted_at IS NULL AS alive FROM ticket WHERE source = $1 ORDER BY external_id',
      [source],
    );
    expect(rows).toEqual([
      { external_id: '1', status: 'solved', alive: true },
      { external_id: '2', status: 'solved', alive: false },
      { external_id: '3', status: 'merged', alive: true },
    ]);
  });

  it('fetches a ticket of which a webhook said only that it changed', async () => {
    respond = zendesk(zendeskTickets(2));
    const connection = await connect('zendesk', credentials);
    await pull();
    await app.db.query(
      'INSERT INTO ticket_refresh (connection_id, external_id, asked_at) VALUES ($1, $2, $3), ($1, $4, $3)',
      [connection.id, '2', now, '77'],
    );
    const asked = desk.asked.length;
    now = new Date(now.getTime() + 1000);
    await pull();
    expect(paths().slice(asked)[0]).toContain('/api/v2/tickets/2.json');
    expect(await app.db.query('SELECT 1 FROM ticket_refresh WHERE connection_id = $1', [connection.id])).toEqual([]);
  });

  it('never sends the credentials to another host', async () => {
    respond = ({ url }) =>
      url.pathname.includes('comments')
        ? { comments: [], meta: { has_more: true }, links: { next: 'https://thief.example/x' } }
        : { tickets: zendeskTickets(1), end_of_stream: true, after_cursor: '1' };
    const { id } = await connect('zendesk', credentials);
    await pull();
    expect(await pullRow(id)).toMatchObject({ last_error: 'The help desk names an address of somebody else.' });
  });
});

describe('a pull of Intercom', () => {
  it('searches by update time, reads whole conversations, and moves its window', async () => {
    const at = (hours: number) => Math.floor(now.getTime() / 1000) - hours * 3600;
    const conversations = Array.from({ length: 3 }, (_, i) => ({
      id: `k${i}`,
      created_at: at(50),
      updated_at: at(20 - i),
      state: 'open',
      open: true,
    }));
    respond = ({ url, method, body }) => {
      const single = /conversations\/(k\d)/.exec(url.pathname)?.[1];
      if (single) {
        const author = { type: 'user', id: 'u1', name: 'Piet Zonneveld', email: 'p@c.example' };
        return {
          ...conversations.find(({ id }) => id === single),
          source: { id: 's', type: 'conversation', body: `<p>Hello, ${single} does not load.</p>`, author },
          contacts: { contacts: [{ id: 'u1' }] },
          conversation_parts: {
            total_count: 1,
            conversation_parts: [{ id: 'p1', part_type: 'note', body: '<p>secret</p>', author: { type: 'admin' } }],
          },
        };
      }
      expect(method).toBe('POST');
      const { query, pagination } = JSON.parse(body) as {
        query: { value: number };
        pagination: { starting_after?: string };
      };
      const found = conversations.filter((one) => one.updated_at > query.value);
      return pagination.starting_after
        ? { conversations: found.slice(2), pages: {} }
        : { conversations: found.slice(0, 2), pages: found.length > 2 ? { next: { starting_after: 'x' } } : {} };
    };
    const { id, source } = await connect('intercom', { token: 't' });
    await pull();
    expect(await texts(source)).toEqual([
      'Hello, k0 does not load.',
      'Hello, k1 does not load.',
      'Hello, k2 does not load.',
    ]);
    expect((await pullRow(id)).cursor).toMatchObject({ since: at(18) - 120, after: null });
  });
});

describe('a pull of Freshdesk', () => {
  it('reads tickets with conversations and names, and survives keys that may not list agents', async () => {
    const ticket = {
      id: 5,
      subject: 'Refund',
      status: 4,
      priority: 2,
      source: 1,
      requester_id: 9,
      responder_id: 3,
      group_id: 4,
      created_at: '2026-03-01T00:00:00Z',
      updated_at: '2026-03-02T00:00:00Z',
      description_text: 'I want my money back.',
      stats: { resolved_at: '2026-03-02T00:00:00Z', first_responded_at: '2026-03-01T01:00:00Z' },
      requester: { id: 9, name: 'Wilhelmina Oort', email: 'w@c.example' },
    };
    const parts = [
      {
        id: 51,
        incoming: true,
        private: false,
        body_text: 'Still waiting for it.',
        created_at: '2026-03-01T05:00:00Z',
      },
      { id: 52, incoming: false, private: true, body_text: 'A note.', created_at: '2026-03-01T06:00:00Z' },
    ];
    respond = ({ url }) => {
      if (url.pathname.endsWith('/conversations')) return parts;
      if (url.pathname.endsWith('/groups')) return [{ id: 4, name: 'Payments' }];
      return url.pathname.endsWith('/tickets') ? [ticket] : undefined;
    };
    const { source } = await connect('freshdesk', { token: 'key' });
    desk.faults.push('none', 'none', 'refused');
    await pull();
    expect(await texts(source)).toEqual(['Still waiting for it.', 'I want my money back.']);
    const [row] = await app.db.query(
      'SELECT status, priority, channel, team, agent, solved_at FROM ticket WHERE source = $1',
      [source],
    );
    expect(row).toEqual({
      status: 'solved',
      priority: 'normal',
      channel: 'email',
      team: 'Payments',
      agent: '3',
      solved_at: new Date('2026-03-02T00:00:00Z'),
    });
  });
});

describe('a pull of Help Scout', () => {
  it('gets a token first, and asks for threads that a listing left out', async () => {
    const thread = (id: number, type: string, body: string) => ({
      id,
      type,
      body,
      state: 'published',
      createdBy: { type: type === 'customer' ? 'customer' : 'user' },
      createdAt: '2026-03-01T00:00:00Z',
    });
    const conversation = {
      id: 8,
      threads: 2,
      status: 'active',
      createdAt: '2026-03-01T00:00:00Z',
      userUpdatedAt: '2026-03-02T00:00:00Z',
      subject: 'Login',
      primaryCustomer: { id: 1, email: 'x@c.example' },
    };
    respond = ({ url, headers }) => {
      if (url.pathname.endsWith('/oauth2/token')) return { access_token: 'bearer-1' };
      expect(headers.authorization).toBe('Bearer bearer-1');
      const threads = [thread(1, 'customer', '<p>I cannot log in.</p>'), thread(2, 'message', '<p>Try again.</p>')];
      if (url.pathname.endsWith('/threads')) return { _embedded: { threads }, page: { totalPages: 1 } };
      return {
        _embedded: { conversations: [{ ...conversation, _embedded: { threads: threads.slice(0, 1) } }] },
        page: { totalPages: 1 },
      };
    };
    const { source } = await connect('helpscout', { appId: 'a', appSecret: 'b' });
    await pull();
    expect(await texts(source)).toEqual(['I cannot log in.']);
    expect(await app.db.query('SELECT masked FROM agent_reply WHERE source = $1', [source])).toEqual([
      { masked: 'Try again.' },
    ]);
  });
});

describe('a pull of help articles', () => {
  it('keeps headings, closes drafts, and closes what a whole pass no longer shows', async () => {
    const article = (id: number, more: object = {}) => ({
      id,
      title: `Article ${id}`,
      body: `<h2>Steps</h2><p>Press save ${id}.</p>`,
      locale: 'en-us',
      html_url: 'https://help.example/a',
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-02T00:00:00Z',
      ...more,
    });
    let articles = [article(1), article(2), article(3, { draft: true })];
    const tickets = zendesk([]);
    respond = (asked) => (asked.url.pathname.includes('help_center') ? { articles, next_page: null } : tickets(asked));
    const { source } = await connect('zendesk', { token: 't' }, { pullArticles: true });
    await pull();
    const open = () =>
      app.db.query(
        'SELECT external_id, body FROM kb_article WHERE source = $1 AND deleted_at IS NULL ORDER BY external_id',
        [source],
      );
    expect(await open()).toEqual([
      { external_id: '1', body: '## Steps\n\nPress save 1.' },
      { external_id: '2', body: '## Steps\n\nPress save 2.' },
    ]);
    articles = [article(2, { body: '<p>Press store 2.</p>', updated_at: '2026-03-02T00:00:00Z' })];
    now = new Date(now.getTime() + 6 * MINUTE);
    await pull();
    expect(await open()).toEqual([{ external_id: '2', body: 'Press store 2.' }]);
  });
});
