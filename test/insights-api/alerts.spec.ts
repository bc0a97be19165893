import { randomUUID } from 'node:crypto';
import { AlertsService } from '../../src/insights/alerts/alerts.service.js';
import { seededRandom } from '../../src/insights/statistics/random.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aStoredTicket, type StoredTicket, storeThemes, storeTickets } from './stored-tickets.js';

const DAY_MS = 86_400_000;
/** A Wednesday afternoon. */
const NOW = new Date('2025-05-14T15:00:00Z');
const LABELS = [
  'Cards',
  'Fees',
  'Limits',
  'Login',
  'Export',
  'Invoices',
  'Refunds',
  'Search',
  'Sync',
  'Mails',
  'Reports',
  'Seats',
];

interface Alert {
  id: string;
  kind: string;
  measure: string;
  title: string;
  sentence: string;
  observed: number;
  evidence: string;
  resolvedAt: string | null;
}

interface WithLife extends Alert {
  teams: { id: string; name: string; because: string }[];
  life: { what: string; by: string | null; note: string | null }[];
}

let service: TestApp;
let api: Client;
let themes: Map<string, string>;

const hours = (at: Date, count: number) => new Date(at.getTime() + count * 3_600_000);
const run = (now: Date) => service.drain(now, ['insights.alerts']);
const alerts = async (query = 'state=all') => (await api.get<{ items: Alert[] }>(`/v1/alerts?${query}`)).body.items;

/** Ten weeks of about two contacts a day and theme; answers are mostly good. */
function ordinary(): StoredTicket[] {
  const random = seededRandom(7);
  const tickets: StoredTicket[] = [];
  for (let day = 70; day >= 0; day--) {
    const end = day === 0 ? 15 : 24;
    const start = Date.parse('2025-05-14T00:00:00Z') - day * DAY_MS;
    for (const theme of themes.values())
      for (let i = random.poisson((2 * end) / 24); i > 0; i--) {
        const at = new Date(start + random.uniform() * end * 3_600_000).toISOString();
        const score = random.uniform() < 0.85 ? 5 : 2;
        const product = random.uniform() < 0.5 ? 'app' : 'web';
        tickets.push(
          aStoredTicket({
            customer: randomUUID(),
            createdAt: at,
            themes: [theme],
            product,
            csat: { score, scale: 5, at },
          }),
        );
      }
  }
  return tickets;
}

const burst = (theme: string, count: number, at: Date) =>
  Array.from({ length: count }, (_, i) =>
    aStoredTicket({
      customer: randomUUID(),
      createdAt: new Date(at.getTime() + i * 60_000).toISOString(),
      themes: [themes.get(theme)!],
      product: 'app',
      text: `${theme} broke, attempt ${i}`,
    }),
  );

beforeAll(async () => {
  service = await startApp();
  api = await keyClient(service);
  themes = await storeThemes(service.db, LABELS);
  await storeTickets(service.db, ordinary());
});
afterAll(() => service.close());

describe('alerts', () => {
  it('are none in ordinary weeks', async () => {
    await run(NOW);
    expect(await alerts()).toEqual([]);
  });

  it('say within the hour that a theme spikes, once, with the numbers and the messages', async () => {
    await storeTickets(service.db, burst('Export', 12, NOW));
    const first = await run(hours(NOW, 1));
    expect(first['insights.alerts']).toMatchObject({ raised: 1, told: 1 });
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ kind: 'spike', measure: 'contacts', title: 'Export', resolvedAt: null });
    expect(alert!.sentence).toMatch(
      /^Export came all at once: \d+ customers in a day where \d+ to \d+ are usual \([\d.]+ expected\)$/,
    );
    expect(alert!.observed).toBeGreaterThanOrEqual(12);
    const { body } = await api.get<{ items: { text: string }[] }>(`${alert!.evidence}?limit=100`);
    expect(body.items.filter(({ text }) => text.startsWith('Export broke'))).toHaveLength(12);
    expect(body.items).toHaveLength(alert!.observed);
  });

  it('are not raised again by the next looks, and tell only growth worth telling', async () => {
    const second = await run(hours(NOW, 2));
    expect(second['insights.alerts']).toMatchObject({ raised: 0, told: 0 });
    await storeTickets(service.db, burst('Export', 14, hours(NOW, 2)));
    const third = await run(hours(NOW, 3));
    expect(third['insights.alerts']).toMatchObject({ raised: 0, told: 1 });
    const [alert] = await alerts('state=open');
    expect(alert!.observed).toBeGreaterThanOrEqual(26);
  });

  it('keep silent in quiet hours and while snoozed, and speak afterwards', async () => {
    await api.put('/v1/kpis/settings', { quietHours: { from: '18:00', to: '07:00' } });
    await storeTickets(service.db, burst('Login', 15, hours(NOW, 4)));
    expect((await run(hours(NOW, 5)))['insights.alerts']).toMatchObject({ raised: 1, told: 0 });
    const login = (await alerts('state=open')).find(({ title }) => title === 'Login')!;
    const morning = new Date('2025-05-15T08:00:00Z');
    await api.post(`/v1/alerts/${login.id}/snooze`, { until: '2025-05-15T09:00:00Z' });
    expect((await run(morning))['insights.alerts']).toMatchObject({ raised: 0, told: 0 });
    expect((await run(hours(morning, 1.5)))['insights.alerts']).toMatchObject({ told: 1 });
    expect((await run(hours(morning, 2)))['insights.alerts']).toMatchObject({ told: 0 });
    await api.put('/v1/kpis/settings', { quietHours: null });
  });

  it('are ended by people with a reason, and the same messages do not raise them again', async () => {
    const at = new Date('2025-05-15T11:00:00Z');
    const team = { name: 'Payments', kind: 'product', recipients: ['lead@example.com'] };
    const { body: payments } = await api.post<{ id: string }>('/v1/teams', team);
    await api.post('/v1/routing-rules', { teamId: payments.id, filter: { kinds: ['alert'], products: ['app'] } });
    await storeTickets(service.db, burst('Refunds', 14, at));
    expect((await run(hours(at, 1)))['insights.alerts']).toMatchObject({ raised: 1, told: 1 });
    const { id } = (await alerts('state=open')).find(({ title }) => title === 'Refunds')!;
    expect((await api.post(`/v1/alerts/${id}/resolve`, { reason: ' ' })).status).toBe(400);
    const { body } = await api.post(`/v1/alerts/${id}/resolve`, { reason: 'our newsletter' });
    expect(body).toMatchObject({ resolvedBy: 'test', resolvedReason: 'our newsletter' });
    const [told] = await service.db.query(`SELECT detail, actor_name FROM audit_log WHERE action = 'alert.resolved'`);
    expect(told).toEqual({ detail: { reason: 'our newsletter' }, actor_name: 'test' });
    await storeTickets(service.db, burst('Refunds', 3, hours(at, 1)));
    expect((await run(hours(at, 2)))['insights.alerts']).toMatchObject({ raised: 0, told: 1 });
    expect((await run(hours(at, 3)))['insights.alerts']).toMatchObject({ raised: 0, told: 0 });
    const { body: read } = await api.get<WithLife>(`/v1/alerts/${id}`);
    expect(read.life.map(({ what, by }) => [what, by])).toEqual([
      ['raised', null],
      ['told', null],
      ['resolved', 'test'],
    ]);
    expect(read.life.map(({ note }) => note)).toEqual([
      expect.stringContaining('came all at once: 14 customers'),
      'Payments',
      'our newsletter',
    ]);
    const because = 'its rule asks for alerts where product is app';
    expect(read.teams).toEqual([{ id: payments.id, name: 'Payments', because }]);
    const mails = await service.db.query<{ text: string }[]>(`SELECT text FROM mail_outbox WHERE kind = 'alert'`);
    expect(mails).toHaveLength(1);
    expect(mails[0]!.text).toContain(`Payments owns this: ${because}.`);
    await api.post(`/v1/alerts/${id}/reopen`, {});
    expect((await alerts('state=open')).map(({ title }) => title)).toContain('Refunds');
    await api.post(`/v1/alerts/${id}/resolve`, { reason: 'our newsletter' });
  });

  it('that end by themselves cannot be opened again', async () => {
    const [open] = await alerts('state=open');
    await service.db.query('UPDATE alert SET resolved_at = now() WHERE id = $1', [open!.id]);
    const { status, body } = await api.post(`/v1/alerts/${open!.id}/reopen`, {});
    expect({ status, code: body['code'] }).toEqual({ status: 409, code: 'alert.over' });
    await service.db.query('UPDATE alert SET resolved_at = NULL WHERE id = $1', [open!.id]);
  });

  it('filter by kind and theme, and page', async () => {
    expect(await alerts('kind=fall')).toEqual([]);
    expect(await alerts(`theme=${themes.get('Login')}`)).toHaveLength(1);
    const page = await api.get<{ items: Alert[]; meta: { nextCursor: string } }>('/v1/alerts?state=all&limit=1');
    const next = await api.get<{ items: Alert[] }>(`/v1/alerts?state=all&limit=1&cursor=${page.body.meta.nextCursor}`);
    expect(new Set([page.body.items[0]!.id, next.body.items[0]!.id]).size).toBe(2);
  });

  it('speak of satisfaction that fell, tested like everything else', async () => {
    const random = seededRandom(3);
    const unhappy = Array.from({ length: 30 }, () => {
      const at = new Date(Date.parse('2025-05-12T00:00:00Z') + random.uniform() * 5 * DAY_MS).toISOString();
      return aStoredTicket({
        customer: randomUUID(),
        createdAt: at,
        themes: [themes.get('Fees')!],
        product: 'app',
        csat: { score: 1, scale: 5, at },
      });
    });
    await storeTickets(service.db, unhappy);
    await run(new Date('2025-05-19T10:00:00Z'));
    const fees = await alerts('state=open&measure=csat');
    expect(fees.map(({ title, kind }) => [title, kind])).toEqual([['Fees', 'fall']]);
    expect(fees[0]!.sentence).toMatch(
      /^Fees satisfies fewer customers: \d+ of \d+ answers in 14 days \(\d+ %\), \d+ % of \d+ before; \d+ to \d+ points less$/,
    );
  });

  it('resolve when two weeks brought nothing new', async () => {
    await run(new Date('2025-06-04T10:00:00Z'));
    const [resolved, open] = [await alerts('state=resolved'), await alerts('state=open')];
    expect(resolved.map(({ title }) => title)).toEqual(expect.arrayContaining(['Export', 'Login']));
    expect(open.map(({ title }) => title)).not.toContain('Export');
  });

  it('are the same when two workers look at once', async () => {
    const looks = await Promise.all([1, 2].map(() => service.get(AlertsService).look(NOW)));
    expect(looks).toHaveLength(2);
  });
});

describe('trends', () => {
  const week = 'from=2025-04-02T00:00:00Z&to=2025-05-15T00:00:00Z';
  interface Trend {
    label: string;
    contacts: number;
    change: { kind: string; sentence: string } | null;
    points: { contacts: number; expected: { value: number; low: number; high: number } | null }[];
    evidence: string;
  }
  const trends = async (query: string) =>
    (
      await api.get<{ items: Trend[]; meta: { total: number; tests: number; nextCursor: string | null } }>(
        `/v1/trends?${week}&${query}`,
      )
    ).body;

  it('give every theme a series with what was expected, most contacts first', async () => {
    const { items, meta } = await trends('step=week');
    expect(items).toHaveLength(LABELS.length);
    expect(meta.tests).toBe(LABELS.length);
    const counts = items.map(({ contacts }) => contacts);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    const known = items.flatMap(({ points }) => points.filter(({ expected }) => expected));
    const inside = known.filter(({ contacts, expected }) => contacts >= expected!.low && contacts <= expected!.high);
    expect(inside.length / known.length).toBeGreaterThan(0.8);
  });

  it('say what changed, as the alert does', async () => {
    const { items } = await trends('changed=true');
    expect(items.map(({ label, change }) => `${label}: ${change!.kind}`).sort()).toEqual([
      'Export: spike',
      'Fees: spike',
      'Login: spike',
    ]);
  });

  it('count by product, and their parts add up to the whole', async () => {
    const { items, meta } = await trends('by=product&step=day');
    expect(items.map(({ label }) => label).sort()).toEqual(['app', 'web']);
    const sum = items.flatMap(({ points }) => points).reduce((all, { contacts }) => all + contacts, 0);
    expect(items.reduce((all, { contacts }) => all + contacts, 0)).toBe(meta.total);
    expect(sum).toBe(meta.total);
  });

  it('page, and select fields', async () => {
    const first = await trends('limit=5&fields=label');
    const second = await trends(`limit=5&fields=label&cursor=${first.meta.nextCursor}`);
    const labels = [...first.items, ...second.items].map(({ label }) => label);
    expect(new Set(labels).size).toBe(10);
    expect(Object.keys(first.items[0]!)).toEqual(['label']);
  });

  it('test satisfaction over all themes together', async () => {
    const { body } = await api.get<{ items: { label: string; established: boolean; low: number; high: number }[] }>(
      '/v1/trends/shares?measure=csat&days=14&to=2025-05-19T00:00:00Z',
    );
    expect(body.items.filter(({ established }) => established).map(({ label }) => label)).toEqual(['Fees']);
    expect(body.items[0]!.high).toBeLessThan(0);
  });
});
