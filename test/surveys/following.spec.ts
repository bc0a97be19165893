import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypes } from '../../src/event-types.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { anInvitation, aSurvey, aTicket, DAY, HOUR } from './survey-builders.js';
import { NO_SCRIPT, Visitor } from './visitor.js';

let app: TestApp;
let api: Client;

beforeEach(async () => {
  app = await startApp({
    TRUST_PROXY: '127.0.0.1',
    PUBLIC_URL: 'https://feedback.example',
    TIME_ZONE: 'Europe/Berlin',
  });
  api = await keyClient(app);
});
afterEach(() => app?.close());

const pathOf = (header: string) => new URL(header.slice(1, -1)).pathname;
const linkIn = (text: string, option: string) =>
  new URL(text.match(/https:\S+\/s\/\S+/g)!.find((url) => url.endsWith(`/${option}`))!).pathname;
const mails = () =>
  app.db.query<
    {
      id: string;
      kind: string;
      to_address: string;
      text: string;
      headers: Record<string, string>;
      next_attempt_at: Date;
    }[]
  >('SELECT * FROM mail_outbox ORDER BY created_at');

describe('other programs', () => {
  it('hear of every step once, under a type that is documented, and never of a name or address', async () => {
    await app.db.query(
      `INSERT INTO webhook_endpoint (id, url, description, events, secret, created_at) VALUES (gen_random_uuid(), 'https://hooks.example', '', '{}', 'x', now())`,
    );
    const survey = await aSurvey(app, { template: 'csat-5', settings: { trigger: { on: 'solved', delayHours: 0 } } });
    await aTicket(app, { email: 'ada@customers.example' });
    await aTicket(app, { email: 'bob@customers.example' });
    const now = Date.now();
    await app.drain(new Date(now), ['surveys.decide', 'surveys.send', 'mail.send']);
    const [ada, bob] = (await mails()).sort((a, b) => a.to_address.localeCompare(b.to_address));
    const { url } = await new Visitor(app.url).tap(linkIn(ada!.text, '4').split('/')[2]!, '4');
    await new Visitor(app.url).post(url, { comment: 'Quick', e: '5000.1.9.0' });
    await new Visitor(app.url).post(pathOf(ada!.headers['List-Unsubscribe']!), {});
    await new Visitor(app.url).post(pathOf(ada!.headers['List-Unsubscribe']!), {});
    const { token } = await anInvitation(app, survey);
    const robot = new Visitor(app.url, '198.51.100.9');
    for (const option of ['1', '2', '3']) await robot.open(`/s/${token}/${option}`);
    await robot.tap(token, '1', NO_SCRIPT);
    const quarantine = await api.get<{ items: { id: string }[] }>(`/v1/surveys/${survey.id}/responses?status=suspect`);
    const review = `/v1/surveys/${survey.id}/responses/${quarantine.body.items[0]!.id}/release`;
    expect((await api.post(review)).status).toBe(200);
    await api.post('/v1/bounces', { items: [{ kind: 'hard', messageId: `<${bob!.id}@localhost>` }] });
    await app.drain(new Date(now + HOUR), ['surveys.send']);
    const told = await app.db.query<{ type: string; body: string }[]>('SELECT type, body FROM webhook_delivery');
    expect(told.map(({ type }) => type).sort()).toEqual([
      'response.created',
      'response.quarantined',
      'response.released',
      'response.updated',
      'survey.bounced',
      'survey.sent',
      'survey.sent',
      'unsubscribe.created',
    ]);
    for (const { body } of told) expect(body).not.toMatch(/customers\.example|Lovelace/);
    const { body } = await api.get<{ items: { type: string }[] }>('/v1/webhook-endpoints/event-types');
    expect(body.items).toEqual(eventTypes);
    expect(told.filter(({ type }) => !eventTypes.some((known) => known.type === type))).toEqual([]);
    const docs = (await api.get('/docs', { accept: 'text/html' })).text;
    for (const { type } of eventTypes) expect(docs).toContain(type);
  });
});

describe('the owner of a survey', () => {
  const answerWith = async (survey: Awaited<ReturnType<typeof aSurvey>>, option: string, comment: string | null) => {
    const { token } = await anInvitation(app, survey);
    const { url } = await new Visitor(app.url).tap(token, option);
    if (comment) await new Visitor(app.url).post(url, { comment, e: '5000.1.30.0' });
  };

  it('hears at once of low scores and angry words, once an answer, and of nothing else', async () => {
    const survey = await aSurvey(app, {
      template: 'csat-5',
      settings: { alerts: { emails: ['lead@fernweh.example'] } },
    });
    await answerWith(survey, '5', 'All fine, thank you');
    await answerWith(survey, '3', null);
    expect(await mails()).toEqual([]);
    await answerWith(survey, '1', 'It broke again');
    await answerWith(survey, '5', 'Nice person, but the product is UNACCEPTABLE!!!');
    const alerts = await mails();
    expect(alerts.map(({ to_address }) => to_address)).toEqual(['lead@fernweh.example', 'lead@fernweh.example']);
    expect(alerts[1]!.text).toContain('UNACCEPTABLE');
    for (const { next_attempt_at } of alerts) expect(next_attempt_at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('is not woken in quiet hours', async () => {
    const hour = (offset: number) => (new Date(Date.now() + offset * HOUR).getUTCHours() + 24) % 24;
    const quiet = { from: hour(0), to: hour(2), zone: 'UTC' };
    const alerts = { emails: ['lead@fernweh.example'], quiet };
    await answerWith(await aSurvey(app, { template: 'csat-5', settings: { alerts } }), '1', null);
    const [alert] = await mails();
    const wait = alert!.next_attempt_at.getTime() - Date.now();
    expect(wait).toBeGreaterThan(59 * 60_000);
    expect(alert!.next_attempt_at.getUTCHours()).toBe(hour(2));
  });
});

describe('an invitation', () => {
  it('goes out under the name that the survey gives the sender', async () => {
    const branding = { senderName: 'Robin from "Fernweh"' };
    await aSurvey(app, { template: 'nps', settings: { trigger: { on: 'solved', delayHours: 0 }, branding } });
    await aTicket(app, {});
    await app.drain(new Date(), ['surveys.decide', 'surveys.send', 'mail.send']);
    const file = readdirSync(app.outbox).find((name) => name.endsWith('.eml'))!;
    expect(readFileSync(join(app.outbox, file), 'utf8')).toMatch(
      /^From: "Robin from \\"Fernweh\\"" <hearback@localhost>\r$/m,
    );
  });

  it('loses name and address once it can no longer be answered, and still ends mails for them', async () => {
    await aSurvey(app, { template: 'nps', settings: { trigger: { on: 'solved', delayHours: 0 } } });
    await aTicket(app, { email: 'ada@customers.example' });
    const now = Date.now();
    await app.drain(new Date(now), ['surveys.decide', 'surveys.send', 'mail.send']);
    const [mail] = await mails();
    const rows = () => app.db.query('SELECT address, name, person IS NOT NULL AS "isKnown" FROM invitation');
    await app.drain(new Date(now + 29 * DAY), ['surveys.clear']);
    expect(await rows()).toEqual([{ address: 'ada@customers.example', name: 'Ada Lovelace', isKnown: true }]);
    await app.drain(new Date(now + 31 * DAY), ['surveys.clear']);
    expect(await rows()).toEqual([{ address: null, name: null, isKnown: true }]);
    await new Visitor(app.url).post(pathOf(mail!.headers['List-Unsubscribe']!), {});
    await aTicket(app, { email: 'Ada@customers.example', solvedAt: new Date(now + 32 * DAY) });
    await app.drain(new Date(now + 33 * DAY), ['surveys.decide', 'surveys.send', 'mail.send']);
    expect(await mails()).toHaveLength(1);
  });
});
