import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SurveyTokens } from '../../src/surveys/answering/survey-tokens.js';
import { DryRunService } from '../../src/surveys/asking/dry-run.service.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, keyClient } from '../client.js';
import { aSurvey, aTicket, DAY, HOUR } from './survey-builders.js';
import { Visitor } from './visitor.js';

let app: TestApp;
let api: Client;

beforeEach(async () => {
  app = await startApp({
    TRUST_PROXY: '127.0.0.1',
    ORGANISATION: 'Fernweh Software',
    PUBLIC_URL: 'https://feedback.example',
  });
  api = await keyClient(app);
});
afterEach(() => app?.close());

const SURVEY_JOBS = ['surveys.decide', 'surveys.send', 'mail.send'];
const now = Date.now();
const solvedSurvey = (settings: object = {}) =>
  aSurvey(app, { template: 'csat-5', settings: { trigger: { on: 'solved', delayHours: 24 }, ...settings } });
const ledger = () =>
  app.db.query<{ outcome: string; reason: string | null; withdrawn_reason: string | null }[]>(
    'SELECT outcome, reason, withdrawn_reason FROM send_decision ORDER BY occurred_at, candidate_key',
  );
const mails = () =>
  app.db.query<
    { kind: string; to_address: string; headers: Record<string, string>; text: string; html: string; state: string }[]
  >('SELECT kind, to_address, headers, text, html, state FROM mail_outbox ORDER BY created_at');
const drainAt = (ms: number) => app.drain(new Date(ms), SURVEY_JOBS);

describe('a solved ticket', () => {
  it('is asked about after the delay, once, with one link per option and one-click unsubscribe', async () => {
    await solvedSurvey();
    await aTicket(app, { email: 'ada@customers.example' });
    await drainAt(now);
    expect(await mails()).toEqual([]);
    await drainAt(now + 25 * HOUR);
    await drainAt(now + 26 * HOUR);
    const [mail, ...others] = await mails();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ kind: 'survey', to_address: 'ada@customers.example', state: 'sent' });
    for (const option of ['1', '2', '3', '4', '5'])
      expect(mail!.text).toMatch(new RegExp(`https://feedback\\.example/s/[\\w-]{56}/${option}\\n`));
    expect(mail!.headers).toMatchObject({
      'List-Unsubscribe': expect.stringMatching(/^<https:\/\/feedback\.example\/u\/[\w-]{56}>$/),
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Id': expect.stringContaining('feedback.example'),
    });
    const [file] = readdirSync(app.outbox).filter((name) => name.endsWith('.eml'));
    const eml = readFileSync(join(app.outbox, file!), 'utf8');
    expect(eml).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(eml).toMatch(/^Content-Type: multipart\/alternative/m);
  });

  it('is not asked about when it reopens before the delay is over, and is when it is solved again', async () => {
    await solvedSurvey();
    const externalId = await aTicket(app, {});
    await drainAt(now);
    await aTicket(app, {
      externalId,
      status: 'open',
      solvedAt: null,
      reopenedAt: [new Date(now + HOUR)],
      updatedAt: new Date(now + HOUR),
    });
    await drainAt(now + 25 * HOUR);
    expect(await mails()).toEqual([]);
    expect(await ledger()).toMatchObject([
      { outcome: 'send', withdrawn_reason: expect.stringMatching(/ticket-(reopened|not-solved)/) },
    ]);
    await aTicket(app, {
      externalId,
      solvedAt: new Date(now + 26 * HOUR),
      reopenedAt: [new Date(now + HOUR)],
      updatedAt: new Date(now + 26 * HOUR),
    });
    await drainAt(now + 27 * HOUR);
    await drainAt(now + 52 * HOUR);
    expect(await mails()).toHaveLength(1);
  });

  it('has a row in the ledger, asked or not, with the reason', async () => {
    const survey = await solvedSurvey({ rules: [{ field: 'tags', is: 'none-of', values: ['vip'] }] });
    await aTicket(app, { email: 'ada@customers.example', solvedAt: new Date(now - 9 * HOUR) });
    await aTicket(app, { email: 'ADA@customers.example', solvedAt: new Date(now - 8 * HOUR) });
    await aTicket(app, { email: null, solvedAt: new Date(now - 7 * HOUR) });
    await aTicket(app, { hasReply: false, solvedAt: new Date(now - 6 * HOUR) });
    await aTicket(app, { tags: ['vip'], solvedAt: new Date(now - 5 * HOUR) });
    await aTicket(app, { tags: ['auto-closed'], solvedAt: new Date(now - 4 * HOUR) });
    await aTicket(app, { status: 'spam', solvedAt: new Date(now - 3 * HOUR) });
    await drainAt(now);
    expect((await ledger()).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'send',
      'asked-recently',
      'no-address',
      'no-agent-reply',
      'rules',
      'auto-closed',
      'ticket-spam',
    ]);
    const summary = await api.get<{ items: { count: number }[] }>(`/v1/surveys/${survey.id}/send-decisions/summary`);
    expect(summary.body.items.reduce((sum, { count }) => sum + count, 0)).toBe(7);
    const skipped = await api.get<{ items: unknown[] }>(`/v1/send-decisions?surveyId=${survey.id}&reason=rules`);
    expect(skipped.body.items).toHaveLength(1);
  });

  it('is decided the same in a dry run, which stores and sends nothing', async () => {
    const survey = await solvedSurvey();
    for (let day = 1; day <= 20; day++)
      await aTicket(app, {
        email: day % 2 ? 'ada@customers.example' : `c${day}@customers.example`,
        solvedAt: new Date(now - day * DAY),
      });
    const result = await app.get(DryRunService).run(survey, 30, new Date(now));
    expect(result).toMatchObject({ candidates: 20, asked: 11, skipped: [{ reason: 'asked-recently', count: 9 }] });
    expect(await ledger()).toEqual([]);
  });

  it('waits for the business hours of the customer', async () => {
    await solvedSurvey({
      trigger: { on: 'solved', delayHours: 0 },
      sendingHours: { from: 9, to: 17, weekdays: [1, 2, 3, 4, 5, 6, 7] },
    });
    const threeAtNight = new Date(new Date(now).setUTCHours(3, 0, 0, 0));
    await aTicket(app, { solvedAt: new Date(threeAtNight.getTime() - HOUR), timeZone: 'UTC' });
    await drainAt(threeAtNight.getTime());
    expect(await mails()).toEqual([]);
    await drainAt(threeAtNight.getTime() + 6.1 * HOUR);
    expect(await mails()).toHaveLength(1);
  });
});

describe('a person', () => {
  it('who unsubscribes by one click gets no survey any more; who only opens the link still does', async () => {
    await solvedSurvey({ trigger: { on: 'solved', delayHours: 0 }, coolDownDays: 0 });
    await aTicket(app, { email: 'ada@customers.example' });
    await drainAt(now);
    const [mail] = await mails();
    const path = new URL(mail!.headers['List-Unsubscribe']!.slice(1, -1)).pathname;
    const visitor = new Visitor(app.url);
    for (let i = 0; i < 5; i++) await visitor.open(path);
    const suppressions = () => app.db.query('SELECT scope, reason FROM suppression');
    expect(await suppressions()).toEqual([]);
    const clicked = await visitor.post(path, { 'List-Unsubscribe': 'One-Click' });
    expect(clicked).toMatchObject({ status: 200, html: '', url: '' });
    expect(await suppressions()).toEqual([{ scope: 'survey', reason: 'opt-out' }]);
    await aTicket(app, { email: 'ada@customers.example', solvedAt: new Date(now - 60_000) });
    await drainAt(now + HOUR);
    expect(await mails()).toHaveLength(1);
    expect((await ledger()).map(({ reason }) => reason)).toEqual([null, 'suppressed']);
    expect((await visitor.post('/u/unknown', {})).status).toBe(200);
  });

  it('whose mailbox is gone gets no mail any more, and leaves the denominator', async () => {
    const survey = await solvedSurvey({ trigger: { on: 'solved', delayHours: 0 } });
    await aTicket(app, { email: 'ada@customers.example' });
    await aTicket(app, { email: 'bob@customers.example' });
    await drainAt(now);
    const stranger = await api.post<object>('/v1/bounces', {
      items: [{ kind: 'hard', recipient: 'stranger@else.example' }],
    });
    expect(stranger.body).toEqual({ suppressed: 0, noted: 0, ignored: 1 });
    const taken = await api.post<object>('/v1/bounces', {
      items: [{ kind: 'hard', recipient: 'Ada@customers.example', status: '5.1.1' }],
    });
    expect(taken.body).toEqual({ suppressed: 1, noted: 0, ignored: 0 });
    await drainAt(now + HOUR);
    const from = new Date(now - DAY).toISOString();
    const to = new Date(now + DAY).toISOString();
    const { body } = await api.get<{ whole: object }>(`/v1/surveys/${survey.id}/metrics?from=${from}&to=${to}`);
    expect(body.whole).toMatchObject({
      coverage: { sent: 2, delivered: 1, bounced: 1 },
      responseRate: { n: 1, value: 0 },
    });
  });

  it('is reminded once at most, not after an answer, and though a scanner "answered"', async () => {
    await solvedSurvey({ trigger: { on: 'solved', delayHours: 0 }, reminderAfterDays: 3 });
    await aTicket(app, { email: 'ada@customers.example' });
    await aTicket(app, { email: 'bob@customers.example' });
    await aTicket(app, { email: 'cyd@customers.example' });
    await drainAt(now);
    const [bob, cyd] = await app.db.query<{ id: string; expires_at: Date }[]>(
      `SELECT id, expires_at FROM invitation WHERE address ~ '^(bob|cyd)' ORDER BY address`,
    );
    const tokenOf = (one: typeof bob) =>
      app.get(SurveyTokens).mint('answer', { subject: one!.id, expiresAt: one!.expires_at });
    await new Visitor(app.url).tap(tokenOf(bob), '5');
    await new Visitor(app.url).tap(tokenOf(cyd), '1', '9000.0.0.0');
    for (const days of [2, 3.1, 4, 9]) await drainAt(now + days * DAY);
    expect((await mails()).map(({ kind, to_address }) => `${kind} ${to_address}`).sort()).toEqual([
      'reminder ada@customers.example',
      'reminder cyd@customers.example',
      'survey ada@customers.example',
      'survey bob@customers.example',
      'survey cyd@customers.example',
    ]);
  });
});

describe('the API', () => {
  it('makes a survey from a template, asks people by name and hands out links, once per key', async () => {
    const created = await api.post<{ id: string; state: string; links: { page: string } }>('/v1/surveys', {
      name: 'After chat',
      template: 'thumbs',
    });
    expect(created).toMatchObject({ status: 201, body: { state: 'draft' } });
    const { id } = created.body;
    const early = await api.post<{ items: object[] }>(`/v1/surveys/${id}/invitations`, {
      people: [{ email: 'eve@customers.example' }],
    });
    expect(early.body.items).toMatchObject([{ outcome: 'skip', reason: 'survey-not-active' }]);
    await api.post(`/v1/surveys/${id}/activate`);
    const ask = () =>
      api.post<{ items: { links: { page: string; options: { url: string }[] }; isNew: boolean }[] }>(
        `/v1/surveys/${id}/invitations`,
        { people: [{ key: 'chat-1', locale: 'de' }], send: false },
      );
    const first = await ask();
    const again = await ask();
    expect(first.body.items[0]).toMatchObject({ outcome: 'send', isNew: true });
    expect(again.body.items[0]).toMatchObject({ isNew: false, links: first.body.items[0]!.links });
    const page = await new Visitor(app.url).open(new URL(first.body.items[0]!.links.options[1]!.url).pathname);
    expect(page.html).toContain('Haben wir Ihr Problem gelöst?');
  });

  it('makes a new version when the question changes, and none when it does not', async () => {
    const survey = await aSurvey(app, { template: 'nps' });
    const same = await api.patch<{ currentVersion: number }>(`/v1/surveys/${survey.id}`, { content: survey.content });
    expect(same.body.currentVersion).toBe(1);
    const texts = { en: { question: 'Would you tell a friend about us?' } };
    const changed = await api.patch<{ currentVersion: number }>(`/v1/surveys/${survey.id}`, {
      content: { ...survey.content, texts },
    });
    expect(changed.body.currentVersion).toBe(2);
    const bad = await api.patch(`/v1/surveys/${survey.id}`, {
      content: { ...survey.content, question: { ...survey.content.question, points: 9 } },
    });
    expect(bad.status).toBe(400);
  });

  it('gives scores with n and interval, shows what was quarantined, and counts it when a person releases it', async () => {
    const survey = await aSurvey(app, { template: 'nps' });
    const visitor = (n: number) => new Visitor(app.url, `203.0.113.${n}`);
    const { anInvitation } = await import('./survey-builders.js');
    for (const [i, option] of ['10', '10', '9', '7', '3'].entries())
      await visitor(i).tap((await anInvitation(app, survey)).token, option);
    await visitor(9).tap((await anInvitation(app, survey)).token, '0', '9000.0.0.0');
    const metrics = () =>
      api.get<{ whole: { n: number; scores: object[]; excluded: object; responseRate: object } }>(
        `/v1/surveys/${survey.id}/metrics?by=agent&trend=day`,
      );
    const before = await metrics();
    expect(before.body.whole).toMatchObject({
      n: 5,
      scores: [{ formula: 'nps', value: 40, n: 5 }],
      excluded: { 'no-gesture': 1 },
      responseRate: { n: 6 },
    });
    expect(before.body).toMatchObject({ groups: [{ group: 'Robin', n: 5 }], trend: [{ n: 5 }] });
    const suspects = await api.get<{ items: { id: string; evidence: object }[] }>(
      `/v1/surveys/${survey.id}/responses?status=suspect`,
    );
    expect(suspects.body.items).toMatchObject([{ isCounted: false, evidence: { suspicions: ['no-gesture'] } }]);
    const released = await api.post(`/v1/surveys/${survey.id}/responses/${suspects.body.items[0]!.id}/release`);
    expect(released.body).toMatchObject({ status: 'released', isCounted: true });
    expect((await metrics()).body.whole).toMatchObject({ n: 6, excluded: {} });
    const csv = await api.get(`/v1/surveys/${survey.id}/export/responses.csv`);
    expect(csv.text.split('\r\n')).toHaveLength(8);
    const jsonl = await api.get(`/v1/surveys/${survey.id}/export/responses.jsonl`);
    expect(
      jsonl.text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { score: number }).score)
        .sort((a, b) => a - b),
    ).toEqual([0, 3, 7, 9, 10, 10]);
  });

  it('names the answers behind every number, in the API and on the page', async () => {
    const survey = await aSurvey(app, { template: 'nps' });
    const { anInvitation } = await import('./survey-builders.js');
    const asked = [];
    for (const [i, option] of ['10', '3', '9'].entries()) {
      asked.push(await anInvitation(app, survey));
      await new Visitor(app.url, `203.0.113.${i}`).tap(asked[i]!.token, option, i === 2 ? '9000.0.0.0' : undefined);
    }
    await app.db.query('UPDATE survey_response SET agent = NULL WHERE invitation_id = $1', [asked[1]!.id]);
    type Group = { group: string | null; n: number; excludedTotal: number; evidence: string; excludedEvidence: string };
    const { body } = await api.get<{ whole: Group; groups: Group[]; trend: Group[] }>(
      `/v1/surveys/${survey.id}/metrics?by=agent&trend=week&leastAnswers=1`,
    );
    const listed = async (address: string) => (await api.get<{ items: object[] }>(address)).body.items.length;
    const groups = [body.whole, ...body.groups, ...body.trend];
    expect(body.groups.map(({ group, n }) => `${group}: ${n}`).sort()).toEqual(['Robin: 1', 'null: 1']);
    for (const { n, excludedTotal, evidence, excludedEvidence } of groups)
      expect([await listed(evidence), await listed(excludedEvidence)]).toEqual([n, excludedTotal]);
    const answers = await api.get<{ items: { id: string }[]; meta: { nextCursor: string } }>(
      '/v1/survey-answers?kind=nps&limit=1',
    );
    const rest = await api.get<{ items: { id: string }[] }>(
      `/v1/survey-answers?kind=nps&limit=1&cursor=${answers.body.meta.nextCursor}`,
    );
    expect(new Set([...answers.body.items, ...rest.body.items].map(({ id }) => id)).size).toBe(2);
    expect((await api.get<{ items: object[] }>('/v1/survey-answers?kind=ces')).body.items).toEqual([]);
    const mails = await api.get<{ items: { isAnswered: boolean }[] }>('/v1/survey-mails?team=Billing');
    expect(mails.body.items.map(({ isAnswered }) => isAnswered).sort()).toEqual([false, true, true]);
    const unknown = body.groups.find(({ group }) => group === null)!;
    const page = await api.get(unknown.evidence.replace('/v1', '').replace('/responses', '/answers'));
    expect(page.text.match(/<article/g)).toHaveLength(1);
    expect(page.text).toContain('agent not known');
  });

  it('tells other programs about answers, and the owner about a low score, with the ticket', async () => {
    const survey = await aSurvey(app, {
      template: 'csat-5',
      settings: { alerts: { emails: ['lead@fernweh.example'] } },
    });
    await app.db.query(
      `INSERT INTO webhook_endpoint (id, url, description, events, secret, created_at) VALUES (gen_random_uuid(), 'https://hooks.example', '', '{}', 'x', now())`,
    );
    const { anInvitation } = await import('./survey-builders.js');
    const externalId = await aTicket(app, {});
    const invitation = await anInvitation(app, survey);
    await app.db.query(
      'UPDATE invitation SET ticket_id = (SELECT id FROM ticket WHERE external_id = $2) WHERE id = $1',
      [invitation.id, externalId],
    );
    const { url } = await new Visitor(app.url).tap(invitation.token, '1');
    await new Visitor(app.url).post(url, { comment: 'Never again', e: '5000.1.9.0' });
    const events = await app.db.query<{ type: string }[]>('SELECT type FROM webhook_delivery ORDER BY created_at');
    expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.updated']);
    const alerts = (await mails()).filter(({ kind }) => kind === 'notice');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ to_address: 'lead@fernweh.example' });
    expect(alerts[0]!.text).toContain(`https://desk.example/tickets/${externalId}`);
  });
});

describe('a shared link', () => {
  it('stores nothing when opened, counts an answer, takes the ticket of a help desk template once', async () => {
    const survey = await aSurvey(app, { template: 'csat-5', settings: { widgetOrigins: ['https://app.example'] } });
    const externalId = await aTicket(app, {});
    const visitor = new Visitor(app.url);
    const path = `/f/${survey.publicKey}`;
    const page = await visitor.open(`${path}/5?ticket=${externalId}`);
    await visitor.open(`${path}/qr.svg`);
    expect(await app.db.query('SELECT 1 FROM invitation')).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 450));
    await visitor.post(path, { o: '5', n: page.nonce, t: externalId, e: '2500.1.0.0' });
    const rows = await app.db.query('SELECT r.status, r.via, r.agent, r.option_id FROM survey_response r');
    expect(rows).toEqual([{ status: 'confirmed', via: 'template', agent: 'Robin', option_id: '5' }]);
    const second = await new Visitor(app.url, '198.51.100.4').open(`${path}/1?ticket=${externalId}`);
    expect(second.html).toContain('You have answered already');
    const widget = await fetch(`${app.url}/w/${survey.publicKey}`, { headers: { origin: 'https://app.example' } });
    expect(widget.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const foreign = await fetch(`${app.url}/w/${survey.publicKey}`, { headers: { origin: 'https://evil.example' } });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([404, null]);
    const script = await (await fetch(`${app.url}/widget.js`)).text();
    expect(Buffer.byteLength(script)).toBeLessThan(10_000);
  });
});
