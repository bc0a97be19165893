import { Rehearsals } from '../../src/insights/alerts/rehearsal/rehearsals.service.js';
import { layOut } from '../../src/insights/backtest/history.js';
import { replay } from '../../src/insights/backtest/replay.js';
import { minerOf } from '../../src/insights/backtest/theme-replay.js';
import { MiningProcess } from '../../src/insights/embedding/mining-process.js';
import { seededRandom } from '../../src/insights/statistics/random.js';
import { LABELLED_MESSAGES } from '../../src/insights/themes/fixtures/labelled-messages.js';
import { startApp, type TestApp } from '../app.js';
import { keyClient } from '../client.js';
import { type Said, say } from './messages.js';

const DAY_MS = 86_400_000;
/** A Monday. */
const START = Date.parse('2025-01-06T00:00:00Z');
const DAYS = 32;
/** Nothing is claimed before. */
const FIRST_LOOK = 21;
const GREETINGS = ['', 'Hi, ', 'Hello, ', 'Good morning, ', 'Dear team, ', 'Hey, '];
const SPIKE = { issue: 1, day: 30, extra: 10 };

/** A month of about four messages a day, one burst; every message from another customer. */
function stream(): Said[][] {
  const random = seededRandom(5);
  const issues = Object.values(LABELLED_MESSAGES);
  const used = new Map<number, number>();
  const next = (issue: number) => {
    const n = used.get(issue) ?? 0;
    used.set(issue, n + 1);
    const texts = issues[issue]!;
    return `${GREETINGS[Math.floor(n / texts.length) % GREETINGS.length]}${texts[n % texts.length]}`;
  };
  return Array.from({ length: DAYS }, (_, day) => {
    const today = issues.flatMap((_, issue) => {
      const extra = issue === SPIKE.issue && day === SPIKE.day ? SPIKE.extra : 0;
      return Array.from({ length: random.poisson(0.4) + extra }, () => issue);
    });
    return today.map((issue, i) => ({
      id: `d${String(day).padStart(2, '0')}-${String(i).padStart(2, '0')}`,
      text: next(issue),
      at: new Date(START + day * DAY_MS + 9 * 3_600_000 + i * 60_000),
    }));
  });
}

interface Rehearsed {
  state: string;
  sentence: string;
  history: { firstDay: string; days: number };
  loudness: { alerts: number } | null;
  weeks: { days: number; alerts: number }[];
  examples: { day: string; sentence: string; n: number; evidence: string }[];
}

interface Told {
  kind: string;
  day: number;
  members: string[];
}

/** The stream as it would have come in: fits after midnight, the week that is over, then the messages and the evening's look. */
async function byService(service: TestApp, days: readonly Said[][]): Promise<Told[]> {
  for (const [day, messages] of days.entries()) {
    const midnight = START + day * DAY_MS;
    await service.drain(new Date(midnight + 300_000), ['insights.fit']);
    if (day % 7 === 0 && day > FIRST_LOOK) await service.drain(new Date(midnight + 1_200_000), ['insights.alerts']);
    const evening = new Date(midnight + DAY_MS - 600_000);
    await say(service, messages, evening);
    await service.drain(evening, ['insights.embed']);
    if (day >= FIRST_LOOK) await service.drain(evening, ['insights.alerts']);
  }
  const rows = await service.db.query<{ kind: string; raisedAt: Date; members: string[] }[]>(
    `SELECT a.kind, a.raised_at AS "raisedAt", array_agg(t.external_id ORDER BY t.external_id) AS members FROM alert a
     JOIN alert_member m ON m.alert_id = a.id JOIN feedback f ON f.id = m.feedback_id JOIN ticket t ON t.id = f.ticket_id
     WHERE a.measure = 'contacts' GROUP BY a.id ORDER BY a.raised_at, a.id`,
  );
  return rows.map(({ kind, raisedAt, members }) => ({
    kind,
    day: Math.floor((raisedAt.getTime() - START) / DAY_MS),
    members,
  }));
}

async function byBacktest(service: TestApp, days: readonly Said[][]) {
  const messages = days.flat().map(({ id, text, at }) => ({ id, at, customer: `customer of ${id}`, text }));
  const mining = service.get(MiningProcess);
  const vectors = await mining.embed(messages.map(({ text }) => text));
  return replay(layOut(messages, vectors, 'UTC'), minerOf(mining));
}

describe('the alerts of the service and the backtest', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startApp();
  });
  afterAll(() => service.close());

  it('say the same of the same history', async () => {
    const days = stream();
    const told = await byService(service, days);
    // The last day of a history is looked at as the end of a week, which no service could know.
    const events = (await byBacktest(service, days)).events.filter(({ day }) => day < DAYS - 1);
    expect(told.map(({ kind, day }) => ({ kind, day }))).toEqual(events.map(({ kind, day }) => ({ kind, day })));
    // An alert that is looked at every hour has gathered a little more.
    for (const [i, { members }] of events.entries()) {
      const shared = members.filter((id) => told[i]!.members.includes(id)).length;
      expect(shared).toBeGreaterThanOrEqual(0.8 * members.length);
    }
    const spike = events.find(({ day }) => day === SPIKE.day)!;
    expect(spike.members.length).toBeGreaterThanOrEqual(6);
  }, 180_000);

  it('are rehearsed on the own history when somebody asks, in the background', async () => {
    const api = await keyClient(service);
    const read = async () => (await api.get<Rehearsed>('/v1/alerts/rehearsal')).body;
    expect(await read()).toMatchObject({ state: 'never-asked', loudness: null, examples: [] });
    const [first, second] = await Promise.all([1, 2].map(() => api.post('/v1/alerts/rehearsal', {})));
    expect([first!.status, second!.status, first!.body['state']]).toEqual([202, 202, 'waiting']);
    const end = new Date(START + DAYS * DAY_MS - 60_000);
    expect(await service.drain(end, ['insights.rehearse'])).toEqual({ 'insights.rehearse': { replayed: 1 } });
    const { state, history, loudness, weeks, examples } = await read();
    expect({ state, history }).toMatchObject({ state: 'done', history: { firstDay: '2025-01-06', days: DAYS } });
    expect(weeks.map(({ days }) => days)).toEqual([7, 4]);
    const spike = examples.find(({ day }) => day === '2025-02-05')!;
    expect(spike.sentence).toMatch(/^came all at once|^is new/);
    expect(loudness!.alerts).toBe(weeks.reduce((sum, { alerts }) => sum + alerts, 0));
    const { items } = (await api.get<{ items: { id: string }[] }>(spike.evidence)).body;
    expect(items).toHaveLength(spike.n);
    const nobody = { customerIds: [], ticketIds: [], externalIds: [], emails: [], names: [], phones: [] };
    const erase = (id: string) => service.get(Rehearsals).erase({ ...nobody, feedbackIds: [id] }, service.db.manager);
    expect(await erase('11111111-1111-4111-8111-111111111111')).toBe(0);
    expect(await erase(items[0]!.id)).toBe(1);
    expect(await read()).toMatchObject({ state: 'never-asked', examples: [] });
  }, 60_000);

  it('say plainly what is too short for a rehearsal', async () => {
    const api = await keyClient(service);
    await api.post('/v1/alerts/rehearsal', {});
    await service.drain(new Date(START + 20 * DAY_MS), ['insights.rehearse']);
    const { body } = await api.get<Rehearsed>('/v1/alerts/rehearsal');
    expect(body).toMatchObject({ state: 'too-short', loudness: null });
    expect(body.sentence).toBe(
      'Your history is too short for a replay. There are messages of 20 days. Nothing is called a change in the first 21, so 28 are needed.',
    );
  });
});
