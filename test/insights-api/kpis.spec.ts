import { randomUUID } from 'node:crypto';
import { businessMinutes } from '../../src/insights/kpis/business-hours.js';
import { KpisService } from '../../src/insights/kpis/kpis.service.js';
import type { Kpi } from '../../src/insights/kpis/kpi.js';
import type { Kpis } from '../../src/insights/kpis/kpis-of.js';
import {
  backlog,
  escalationRate,
  firstContactResolution,
  reopenRate,
  repeatContactRate,
  resolutionRate,
} from '../../src/insights/kpis/resolution.js';
import { firstResponseTime, handleTime, resolutionTime } from '../../src/insights/kpis/speed.js';
import type { TicketFacts } from '../../src/insights/kpis/ticket-facts.js';
import { satisfaction } from '../../src/insights/kpis/demand.js';
import { seededRandom } from '../../src/insights/statistics/random.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aStoredTicket, type StoredTicket, storeThemes, storeTickets } from './stored-tickets.js';

const MARCH = { from: new Date('2025-03-01T00:00:00Z'), to: new Date('2025-04-01T00:00:00Z') };
const LATER = new Date('2025-06-01T00:00:00Z');
const BERLIN = {
  zone: 'Europe/Berlin',
  hours: Object.fromEntries(
    [1, 2, 3, 4, 5].map((day) => [
      day,
      [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
    ]),
  ),
  holidays: ['2025-03-17'],
};
const QUERY = 'from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z';

interface Listed {
  items: (Kpi & { key: string; evidence: string | null; before: { value: number | null } })[];
  groups: { group: string; kpis: Record<string, Kpi> }[] | null;
  readings: { rule: string }[];
}

let service: TestApp;
let api: Client;

async function figures(query = QUERY): Promise<Record<string, Listed['items'][number]>> {
  const { body } = await api.get<Listed>(`/v1/kpis?${query}`);
  return Object.fromEntries(body.items.map((item) => [item.key, item]));
}

describe('figures of a service without tickets', () => {
  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
  });
  afterAll(() => service.close());

  it('are unknown, never zero, but for counts', async () => {
    const known = Object.values(await figures()).filter(({ value }) => value !== null);
    expect(known.map(({ key, value }) => [key, value])).toEqual([
      ['tickets', 0],
      ['backlog', 0],
    ]);
  });

  it('refuse a period that ends before it starts', async () => {
    const answer = await api.get('/v1/kpis?from=2025-04-01T00:00:00Z&to=2025-03-01T00:00:00Z');
    expect(answer.status).toBe(400);
  });
});

describe('figures computed by hand', () => {
  const ada = randomUUID();
  const ben = randomUUID();

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    const themes = await storeThemes(service.db, ['Cards', 'Fees']);
    const cards = [themes.get('Cards')!];
    await storeTickets(service.db, [
      // Friday 16:00 to Monday 10:00 in Berlin, over the night on which clocks go forward: 60 + 60 minutes of work.
      aStoredTicket({
        customer: ada,
        createdAt: '2025-03-28T15:00:00Z',
        firstReplyAt: '2025-03-31T08:00:00Z',
        replyTimes: ['2025-03-31T08:00:00Z'],
        solvedAt: '2025-03-31T08:00:00Z',
        status: 'solved',
        themes: cards,
        product: 'app',
        csat: { score: 5, scale: 5, at: '2025-03-31T09:00:00Z' },
      }),
      // Friday 14.3. 16:00 to Tuesday 18.3. 09:30, Monday is a holiday: 60 + 30; reopened, escalated, back within 7 days.
      aStoredTicket({
        customer: ben,
        createdAt: '2025-03-14T15:00:00Z',
        firstReplyAt: '2025-03-18T08:30:00Z',
        replyTimes: ['2025-03-18T08:30:00Z'],
        solvedAt: '2025-03-18T09:00:00Z',
        reopenedTimes: ['2025-03-18T08:40:00Z'],
        escalatedAt: '2025-03-18T08:45:00Z',
        status: 'closed',
        themes: cards,
        product: 'app',
        csat: { score: 2, scale: 5, at: '2025-03-19T09:00:00Z' },
      }),
      // Through lunch, Tuesday 11:30 to 13:30: 60. Ben again, 5 days after the solution, 9 after the first contact.
      aStoredTicket({
        customer: ben,
        createdAt: '2025-03-25T10:30:00Z',
        firstReplyAt: '2025-03-25T12:30:00Z',
        replyTimes: ['2025-03-25T12:30:00Z', '2025-03-25T13:30:00Z'],
        solvedAt: '2025-03-25T14:00:00Z',
        status: 'solved',
        themes: cards,
        product: 'web',
      }),
      // Nobody answered; a reply before the creation; times missing.
      aStoredTicket({ createdAt: '2025-03-10T10:00:00Z', product: 'web' }),
      aStoredTicket({
        createdAt: '2025-03-10T10:00:00Z',
        firstReplyAt: '2025-03-09T10:00:00Z',
        status: 'pending',
        product: 'web',
      }),
      // Never counted.
      aStoredTicket({
        createdAt: '2025-03-10T10:00:00Z',
        firstReplyAt: '2025-03-10T10:05:00Z',
        status: 'merged',
        solvedAt: '2025-03-11T10:00:00Z',
      }),
      aStoredTicket({ createdAt: '2025-03-10T10:00:00Z', firstReplyAt: '2025-03-10T10:05:00Z', status: 'spam' }),
      // Outside: the last instant before and the first after.
      aStoredTicket({ createdAt: '2025-02-28T23:59:59.999Z', status: 'closed', solvedAt: '2025-02-28T23:59:59.999Z' }),
      aStoredTicket({ createdAt: '2025-04-01T00:00:00Z', status: 'closed', solvedAt: '2025-04-01T00:00:00Z' }),
    ]);
    await api.put('/v1/kpis/settings', { calendar: BERLIN, hourlyCost: 40 });
  });
  afterAll(() => service.close());

  it('take the response in business hours, over the change of clocks, a holiday and lunch: 60, 90, 120', async () => {
    const { firstResponse, tickets } = await figures();
    expect(tickets).toMatchObject({ value: 5 });
    expect(firstResponse).toMatchObject({ value: 90, n: 3, note: '2 without a first reply left out', unit: 'minutes' });
  });

  it('count all hours without a calendar', async () => {
    await api.put('/v1/kpis/settings', { calendar: null });
    const { firstResponse } = await figures();
    await api.put('/v1/kpis/settings', { calendar: BERLIN });
    expect(firstResponse!.value).toBe(65 * 60);
  });

  it('infer what was solved at once: one of three; two replies, a reopening and a return are not', async () => {
    const { firstContactResolution: atOnce, reopenRate: reopened } = await figures();
    expect(atOnce).toMatchObject({ n: 3 });
    expect(atOnce!.value).toBeCloseTo(100 / 3, 9);
    expect(atOnce!.note).toContain('at most one reply');
    expect(reopened).toMatchObject({ n: 3 });
    expect(reopened!.value).toBeCloseTo(100 / 3, 9);
  });

  it('see a customer who comes back with the same: not within 7 days, but within 30', async () => {
    const { repeatContact7, repeatContact30 } = await figures();
    expect(repeatContact7).toMatchObject({ value: 0, n: 3 });
    expect(repeatContact30!.value).toBeCloseTo(100 / 3, 9);
  });

  it('give shares with Wilson intervals: 3 of 5 solved, 1 of 5 escalated, 1 of 2 satisfied', async () => {
    const { resolutionRate: solved, escalation, csat } = await figures();
    expect(solved).toMatchObject({ value: 60, n: 5 });
    expect(escalation).toMatchObject({ value: 20, n: 5 });
    expect(escalation!.interval!.low).toBeCloseTo(3.62, 1);
    expect(escalation!.interval!.high).toBeCloseTo(62.45, 1);
    expect(csat).toMatchObject({ value: 50, n: 2 });
  });

  it('count what is open at the end of the period', async () => {
    const { backlog: open } = await figures();
    expect(open).toMatchObject({ value: 2 });
    const { backlog: before } = await figures('from=2025-03-01T00:00:00Z&to=2025-03-18T08:50:00Z');
    expect(before).toMatchObject({ value: 3 });
  });

  it('stand in replies for handling times, and say so; without them a cost is unknown', async () => {
    const { handleTime: handle, cost, contactRate, deflection } = await figures();
    expect(handle).toMatchObject({ unit: 'per ticket', n: 3 });
    expect(handle!.value).toBeCloseTo(4 / 3, 9);
    expect([cost!.value, contactRate!.value, deflection!.value]).toEqual([null, null, null]);
  });

  it('know customers and sessions once they are supplied', async () => {
    const counts = [
      { kind: 'customers', day: '2025-03-20', value: 2000 },
      { kind: 'sessions', day: '2025-03-05', value: 60 },
      { kind: 'sessions', day: '2025-03-06', value: 40 },
      { kind: 'sessions-with-contact', day: '2025-03-05', value: 20 },
      { kind: 'sessions', day: '2025-04-01', value: 1000 },
    ];
    await api.put('/v1/kpis/supplied', { counts });
    const { contactRate, deflection } = await figures();
    expect(contactRate).toMatchObject({ value: 2.5, n: 5 });
    expect(deflection).toMatchObject({ value: 80, n: 100 });
  });

  it('divide by product: the parts add up to the whole', async () => {
    const { body } = await api.get<Listed>(`/v1/kpis?${QUERY}&by=product`);
    expect(body.groups!.map(({ group, kpis }) => [group, kpis['tickets']!.value])).toEqual([
      ['web', 3],
      ['app', 2],
    ]);
    const { tickets } = await figures(`${QUERY}&product=app`);
    expect(tickets).toMatchObject({ value: 2 });
  });

  it('list their evidence: the same tickets, each with what it adds', async () => {
    const { firstResponse } = await figures();
    const { body } = await api.get<{ items: { value: number | null }[] }>(firstResponse!.evidence!);
    expect(body.items.map(({ value }) => value).sort()).toEqual([120, 60, 90, null, null].sort());
  });

  it('list what is open at the end, with its age', async () => {
    const { backlog, backlogAge } = await figures();
    const { body } = await api.get<{ items: { value: number }[] }>(backlog!.evidence!);
    expect(body.items).toHaveLength(backlog!.value!);
    const { body: aged } = await api.get<{ items: { value: number }[] }>(backlogAge!.evidence!);
    const ages = aged.items.map(({ value }) => value).sort((a, b) => a - b);
    expect(backlogAge!.value).toBeCloseTo((ages[(ages.length - 1) >> 1]! + ages[ages.length >> 1]!) / 2, 6);
  });

  it('pages its evidence without losing a ticket', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/v1/kpis/tickets/tickets?${QUERY}&limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const answer = await api.get<{ items: { id: string }[]; meta: { nextCursor: string | null } }>(path);
      seen.push(...answer.body.items.map((item) => item.id));
      cursor = answer.body.meta.nextCursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  it('keep their names and fields apart: `kpis` and `fields` select', async () => {
    const { body } = await api.get<{ items: object[] }>(`/v1/kpis?${QUERY}&kpis=csat&fields=key,value`);
    expect(body.items).toEqual([{ key: 'csat', value: 50 }]);
  });

  it('answer a repeated question with 304', async () => {
    const path = `/v1/kpis?${QUERY}`;
    const { headers } = await api.get(path);
    expect((await api.get(path, { 'if-none-match': headers.get('etag')! })).status).toBe(304);
  });

  it('hold a goal by its interval: with two answers nobody can tell', async () => {
    const made = await api.post<{ id: string; status: string; sentence: string }>('/v1/goals', {
      kpi: 'escalation',
      target: 90,
      direction: 'at most',
      by: '2025-04-01T00:00:00Z',
      windowDays: 31,
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ status: 'reached' });
    expect(made.body.sentence).toBe(
      'Reached: 20 % (n = 5, 95 % interval 3.6 % to 62.4 %), at most 90 % by 2025-04-01.',
    );
    const unsure = { kpi: 'csat', target: 60, direction: 'at least', by: '2025-04-01T00:00:00Z', windowDays: 31 };
    expect((await api.post('/v1/goals', unsure)).body).toMatchObject({ status: 'cannot tell' });
    expect((await api.get<Listed>(`/v1/kpis?${QUERY}`)).body.items.find(({ key }) => key === 'csat')).toMatchObject({
      goal: { target: 60, status: 'cannot tell' },
    });
    expect((await api.delete(`/v1/goals/${made.body.id}`)).status).toBe(204);
    expect((await api.get<{ items: unknown[] }>('/v1/goals')).body.items).toHaveLength(1);
  });
});

/** Tickets of two months with everything that may happen to one. */
function drawn(seed: number, themes: string[]): StoredTicket[] {
  const random = seededRandom(seed);
  const chance = (p: number) => random.uniform() < p;
  const customers = Array.from({ length: 40 }, () => randomUUID());
  const start = Date.parse('2025-02-01T00:00:00Z');
  const statusOf = (solvedAt: string | null) =>
    chance(0.05) ? 'merged' : chance(0.05) ? 'spam' : solvedAt ? 'solved' : 'open';
  const answer = (at: string) => (chance(0.4) ? { score: 1 + random.below(5), scale: chance(0.9) ? 5 : 9, at } : null);
  return Array.from({ length: 500 }, () => {
    const created = start + Math.floor(random.uniform() * 80 * 24 * 60) * 60_000;
    const later = (days: number) =>
      new Date(created + Math.floor(random.uniform() * days * 1440) * 60_000).toISOString();
    const solvedAt = chance(0.8) ? later(6) : null;
    const replies = Array.from({ length: random.below(3) }, () => later(3)).sort();
    return aStoredTicket({
      customer: chance(0.9) ? customers[random.below(customers.length)]! : null,
      createdAt: new Date(created).toISOString(),
      status: statusOf(solvedAt),
      firstReplyAt: replies[0] ?? null,
      replyTimes: replies,
      solvedAt,
      reopenedTimes: solvedAt && chance(0.1) ? [later(1)] : [],
      escalatedAt: chance(0.1) ? later(2) : null,
      handleSeconds: chance(0.7) ? random.below(3600) : null,
      csat: answer(later(10)),
      themes: chance(0.8) ? [themes[random.below(themes.length)]!] : [],
      product: ['app', 'web', null][random.below(3)]!,
    });
  });
}

function factsOf(ticket: StoredTicket): TicketFacts {
  const date = (iso: string | null) => (iso ? new Date(iso) : null);
  const { csat } = ticket;
  return {
    ...ticket,
    status: ticket.status as TicketFacts['status'],
    createdAt: new Date(ticket.createdAt),
    firstReplyAt: date(ticket.firstReplyAt),
    replyTimes: ticket.replyTimes.map((iso) => new Date(iso)),
    solvedAt: date(ticket.solvedAt),
    reopenedTimes: ticket.reopenedTimes.map((iso) => new Date(iso)),
    escalatedAt: date(ticket.escalatedAt),
    csat: csat && { ...csat, at: new Date(csat.at) },
  };
}

/** The same figures from plain tickets in memory: a second way to every number. */
function fromPlainTickets(tickets: TicketFacts[]): Partial<Kpis> {
  const calendar = BERLIN as never;
  const first = firstResponseTime(tickets, MARCH, calendar);
  const full = resolutionTime(tickets, MARCH, calendar);
  return {
    firstResponse: first.median,
    firstResponseP90: first.p90,
    resolutionTime: full.median,
    resolutionTimeP90: full.p90,
    handleTime: handleTime(tickets, MARCH),
    firstContactResolution: firstContactResolution(tickets, MARCH, LATER),
    resolutionRate: resolutionRate(tickets, MARCH, LATER),
    reopenRate: reopenRate(tickets, MARCH),
    repeatContact7: repeatContactRate(tickets, MARCH, 7),
    repeatContact30: repeatContactRate(tickets, MARCH, 30),
    escalation: escalationRate(tickets, MARCH),
    backlog: backlog(tickets, MARCH.to).open,
    backlogAge: backlog(tickets, MARCH.to).age,
    csat: satisfaction(tickets, MARCH),
  };
}

describe('figures of 500 drawn tickets', () => {
  let tickets: StoredTicket[];
  let kpis: KpisService;

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    const themes = await storeThemes(service.db, ['Cards', 'Fees', 'Limits']);
    tickets = drawn(5, [...themes.values()]);
    await storeTickets(service.db, tickets);
    await api.put('/v1/kpis/settings', { calendar: BERLIN });
    kpis = service.get(KpisService);
  });
  afterAll(() => service.close());

  it('are those of the formulas on plain tickets, with n, interval and note', async () => {
    const found = await kpis.ofPeriod({ period: MARCH, now: LATER });
    for (const [key, expected] of Object.entries(fromPlainTickets(tickets.map(factsOf)))) {
      const { value, n, interval, note } = found[key as keyof Kpis];
      expect([key, n, note]).toEqual([key, expected.n, expected.note]);
      const numbers = (kpi: Pick<Kpi, 'value' | 'interval'>) =>
        [kpi.value, kpi.interval?.low, kpi.interval?.high].map((x) => x?.toFixed(6));
      expect([key, ...numbers({ value, interval })]).toEqual([key, ...numbers(expected)]);
    }
  });

  it('add up when the period is split anywhere, and over products', async () => {
    const counts = (all: Kpis) =>
      (['tickets', 'escalation', 'reopenRate', 'csat', 'firstResponse', 'repeatContact30'] as const).map(
        (key) => all[key].n,
      );
    const sum = (parts: Kpis[]) => parts.map(counts).reduce((a, b) => a.map((n, i) => n + b[i]!));
    const whole = counts(await kpis.ofPeriod({ period: MARCH, now: LATER }));
    for (const middle of ['2025-03-30T01:00:00Z', '2025-03-12T13:17:00Z']) {
      const parts = [
        { from: MARCH.from, to: new Date(middle) },
        { from: new Date(middle), to: MARCH.to },
      ].map((period) => kpis.ofPeriod({ period, now: LATER }));
      expect(sum(await Promise.all(parts))).toEqual(whole);
    }
    for (const group of [
      { kind: 'dimension', name: 'product' },
      { kind: 'time', step: 'day', zone: 'Europe/Berlin' },
    ] as const) {
      expect(sum((await kpis.by({ period: MARCH, now: LATER }, group)).map((part) => part.kpis))).toEqual(whole);
    }
  });

  it('of each theme are those of the tickets of that theme', async () => {
    const groups = await kpis.by({ period: MARCH, now: LATER }, { kind: 'theme' });
    expect(groups).toHaveLength(3);
    for (const { group, kpis: found } of groups) {
      const alone = await kpis.ofPeriod({ period: MARCH, filter: { themeIds: [group!] }, now: LATER });
      for (const key of [
        'tickets',
        'firstResponse',
        'firstContactResolution',
        'repeatContact7',
        'csat',
        'backlog',
      ] as const)
        expect([key, found[key].value, found[key].n]).toEqual([key, alone[key].value, alone[key].n]);
    }
  });

  it('take business minutes in SQL as in plain code, in every zone', async () => {
    for (const zone of ['America/New_York', 'Asia/Kathmandu', 'Pacific/Apia']) {
      const calendar = { ...BERLIN, zone };
      await api.put('/v1/kpis/settings', { calendar });
      const { body } = await api.get<{ items: { id: string; value: number | null }[] }>(
        `/v1/kpis/resolutionTime/tickets?${QUERY}&limit=100`,
      );
      const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
      expect(body.items.length).toBe(100);
      for (const { id, value } of body.items) {
        const { createdAt, solvedAt } = byId.get(id)!;
        expect(value).toBeCloseTo(businessMinutes(new Date(createdAt), new Date(solvedAt!), calendar as never), 4);
      }
    }
  });
});
