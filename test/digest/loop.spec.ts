import { createHmac, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { ActionsService } from '../../src/digest/actions/actions.service.js';
import type { Action } from '../../src/digest/actions/action.entity.js';
import { TeamsService } from '../../src/digest/teams/teams.service.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { SuppressionsService } from '../../src/platform/mail/suppressions.service.js';
import { startApp, type TestApp } from '../app.js';
import { type Client, adminBrowser, client, keyClient } from '../client.js';
import { aMessage, aTicket } from '../ingest/builders.js';

const MONDAY = new Date('2026-03-09T09:00:00Z');
const form = { 'content-type': 'application/x-www-form-urlencoded' };

interface Call {
  url: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

let service: TestApp;
let api: Client;
let visitor: Client;
let tracker: Server;
let trackerHost: string;
let answer: { status: number; body: unknown } | 'hang up';
const calls: Call[] = [];

beforeAll(async () => {
  tracker = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      calls.push({ url: request.url!, headers: request.headers, body: JSON.parse(text) as Call['body'] });
      if (answer === 'hang up') return void request.socket.destroy();
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resume) => tracker.listen(0, '127.0.0.1', resume));
  trackerHost = `127.0.0.1:${(tracker.address() as AddressInfo).port}`;
  service = await startApp({
    ALLOW_PRIVATE_TARGETS: 'true',
    TRACKER_HOSTS: trackerHost,
    PUBLIC_UPDATES: 'true',
    ORGANISATION: 'Acme',
  });
  api = await keyClient(service);
  visitor = client(service.url);
});
afterAll(async () => {
  await service?.close();
  await new Promise((resume) => tracker.close(resume));
});
beforeEach(() => {
  calls.length = 0;
});

async function anAction(changes: Partial<Parameters<ActionsService['create']>[0]> = {}): Promise<Action> {
  const when = { sendWeekday: 1, sendHour: 8, whenQuiet: 'send' as const };
  const team = await service
    .get(TeamsService)
    .create({ name: `Team ${randomUUID()}`, kind: 'product', ...when, isDefaultOwner: false, recipients: [] }, MONDAY);
  const wanted = { teamId: team.id, title: 'Fix the export', ...changes };
  return service.get(ActionsService).create(wanted, { actor: SYSTEM, now: MONDAY });
}

interface Made {
  id: string;
  webhookSecret: string;
}

async function aTracker(kind: 'github' | 'gitlab'): Promise<Made> {
  const project = kind === 'github' ? 'acme/app' : 'acme/tools/app';
  const apiUrl = `http://${trackerHost}`;
  const { status, body } = await api.post<Made & Record<string, unknown>>('/v1/trackers', {
    kind,
    label: kind,
    apiUrl,
    project,
    token: 's3cret-token',
  });
  expect([status, JSON.stringify(body).includes('s3cret-token')]).toEqual([201, false]);
  return body;
}

describe('an issue tracker', () => {
  it('of a host that the operator did not allow is refused', async () => {
    const wanted = { kind: 'github', label: 'x', apiUrl: 'https://evil.example', project: 'a/b', token: 't' };
    expect((await api.post('/v1/trackers', wanted)).status).toBe(422);
  });

  it.each([
    ['github', '/repos/acme/app/issues', ['authorization', 'Bearer s3cret-token'], ['html_url', 'body']],
    ['gitlab', '/projects/acme%2Ftools%2Fapp/issues', ['private-token', 's3cret-token'], ['web_url', 'description']],
  ] as const)('of %s gets one issue an action', async (kind, path, [header, token], [urlField, textField]) => {
    const { id: trackerId } = await aTracker(kind);
    const { id } = await anAction({ title: 'Fix @everybody *now*' });
    const url = `https://${kind}.com/acme/app/-/issues/7`;
    answer = { status: 201, body: { [urlField]: url, state: 'open', updated_at: '2026-03-09T10:00:00Z' } };
    const made = await api.post<Action>(`/v1/actions/${id}/issue`, { trackerId });
    expect([made.status, made.body.outsideUrl]).toEqual([201, url]);
    expect([calls[0]!.url, calls[0]!.headers[header]]).toEqual([path, token]);
    expect(calls[0]!.body['title']).not.toContain('@everybody');
    expect(calls[0]!.body[textField]).toContain(`/actions/${id}`);
    expect((await api.post(`/v1/actions/${id}/issue`, { trackerId })).status).toBe(409);
    expect(calls).toHaveLength(1);
  });

  it('that refuses leaves no trace, so that somebody can try again', async () => {
    const { id: trackerId } = await aTracker('github');
    const { id } = await anAction();
    answer = { status: 403, body: {} };
    expect((await api.post(`/v1/actions/${id}/issue`, { trackerId })).status).toBe(422);
    const body = {
      html_url: 'https://github.com/acme/app/issues/8',
      state: 'open',
      updated_at: '2026-03-09T10:00:00Z',
    };
    answer = { status: 201, body };
    expect((await api.post(`/v1/actions/${id}/issue`, { trackerId })).status).toBe(201);
  });

  it('that hangs up is not asked again until a person has looked', async () => {
    const { id: trackerId } = await aTracker('github');
    const { id } = await anAction();
    answer = 'hang up';
    expect((await api.post(`/v1/actions/${id}/issue`, { trackerId })).status).toBe(422);
    expect((await api.post(`/v1/actions/${id}/issue`, { trackerId })).status).toBe(409);
    expect(calls).toHaveLength(1);
  });
});

describe('news of an issue', () => {
  const url = 'https://github.com/acme/app/issues/20';
  const gitHub = (state: string, at: string, more: object = {}): string =>
    JSON.stringify({ action: 'edited', issue: { html_url: url, state, updated_at: at, closed_at: at, ...more } });
  const send = (made: Made, raw: string, secret = made.webhookSecret) =>
    visitor.post(`/v1/tracker-events/${made.id}`, raw, {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
    });

  it('moves the action that links to it, and old news does not', async () => {
    const made = await aTracker('github');
    const { id } = await anAction({ outsideUrl: url });
    const status = async (): Promise<string> => (await service.get(ActionsService).get(id)).status;
    expect((await send(made, gitHub('closed', '2026-03-10T10:00:00Z'))).body).toMatchObject({ moved: 1 });
    expect(await service.get(ActionsService).get(id)).toMatchObject({
      status: 'shipped',
      shippedAt: new Date('2026-03-10T10:00:00Z'),
    });
    await send(made, gitHub('open', '2026-03-09T10:00:00Z'));
    expect(await status()).toBe('shipped');
    await send(made, gitHub('open', '2026-03-11T10:00:00Z'));
    expect(await status()).toBe('in_progress');
    await send(made, gitHub('closed', '2026-03-12T10:00:00Z', { state_reason: 'not_planned' }));
    expect(await status()).toBe('declined');
  });

  it('is refused when it is signed with another secret, or for another tracker', async () => {
    const made = await aTracker('github');
    const raw = gitHub('closed', '2026-03-20T10:00:00Z');
    expect((await send(made, raw, 'wrong')).status).toBe(401);
    expect((await send({ ...made, id: randomUUID() }, raw)).status).toBe(401);
    expect((await visitor.post(`/v1/tracker-events/${made.id}`, JSON.parse(raw))).status).toBe(401);
  });

  it('comes from GitLab with its token', async () => {
    const made = await aTracker('gitlab');
    const issue = 'https://gitlab.com/acme/tools/app/-/issues/3';
    const { id } = await anAction({ outsideUrl: issue });
    const attributes = { url: issue, state: 'closed', updated_at: '2026-03-10 10:00:00 UTC', action: 'close' };
    const payload = { object_kind: 'issue', object_attributes: attributes };
    const path = `/v1/tracker-events/${made.id}`;
    expect((await visitor.post(path, payload, { 'x-gitlab-token': 'guess' })).status).toBe(401);
    expect((await visitor.post(path, payload, { 'x-gitlab-token': made.webhookSecret })).status).toBe(202);
    expect((await service.get(ActionsService).get(id)).status).toBe('shipped');
  });
});

async function aTheme(label: string): Promise<string> {
  const id = randomUUID();
  await service.db.query(
    `INSERT INTO theme (id, root_id, state, label, named_by, origin, created_at) VALUES ($1, $1, 'active', $2, 'engine', 'engine', $3)`,
    [id, label, MONDAY],
  );
  return id;
}

/** Customers who wrote about one theme before it was fixed; the first of them twice. */
async function aShippedFix(names: string[]): Promise<{ id: string; emails: string[]; title: string }> {
  const run = randomUUID().slice(0, 8);
  const emails = names.map((name) => `${name}-${run}@customers.example`);
  const at = '2026-03-02T10:00:00Z';
  const tickets = [0, ...names.keys()].map((who, i) =>
    aTicket({
      externalId: `N-${run}-${i}`,
      createdAt: at,
      updatedAt: at,
      url: `https://desk.example/t/${run}-${i}`,
      requester: { externalId: `c-${run}-${who}`, name: names[who]!, email: emails[who]! },
      messages: [aMessage({ externalId: `m-${i}`, createdAt: at })],
    }),
  );
  await service.get(TicketsService).record(`notice-${run}`, tickets, MONDAY);
  const themeId = await aTheme('Export');
  await service.db.query(
    `INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at)
     SELECT s.id, $1, 1, 'engine', $2 FROM statement s JOIN feedback f ON f.id = s.feedback_id WHERE f.source = $3`,
    [themeId, MONDAY, `notice-${run}`],
  );
  const title = `Fix ${run}`;
  const { id } = await anAction({ themeId, title });
  const shipped = { status: 'shipped' as const, shippedAt: '2026-03-08T00:00:00Z' };
  await service.get(ActionsService).change(id, shipped, { actor: SYSTEM, now: MONDAY });
  return { id, emails, title };
}

const mailsTo = async (address: string): Promise<{ text: string; headers: { key: string; value: string }[] }[]> => {
  // The folder is made with the first mail.
  const files = existsSync(service.outbox) ? readdirSync(service.outbox) : [];
  const letters = files.filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(letters.map((name) => PostalMime.parse(readFileSync(join(service.outbox, name)))));
  return mails
    .filter(({ to }) => to?.[0]?.address === address)
    .map(({ text, headers }) => ({ text: text ?? '', headers }));
};

describe('telling customers', () => {
  interface Shown {
    told: number;
    leftOut: Record<string, number>;
    state: string;
  }

  it('prepares text and list, and sends nothing before somebody approves', async () => {
    const { id, emails } = await aShippedFix(['ada', 'bob', 'eve']);
    const { body } = await api.post<Shown>(`/v1/actions/${id}/notice`);
    await service.drain(new Date(), ['mail.send']);
    expect([body.state, body.told, (await mailsTo(emails[0]!)).length]).toEqual(['draft', 3, 0]);
  });

  it('tells each person once, however often it is approved', async () => {
    const { id, emails } = await aShippedFix(['ada', 'bob']);
    await api.post(`/v1/actions/${id}/notice`);
    await api.patch(`/v1/actions/${id}/notice`, { subject: 'It is fixed', body: 'Hello there.\n\nThe export works.' });
    expect((await api.post<{ told: number }>(`/v1/actions/${id}/notice/approval`)).body.told).toBe(2);
    expect((await api.post(`/v1/actions/${id}/notice/approval`)).status).toBe(409);
    expect((await api.patch(`/v1/actions/${id}/notice`, { subject: 'Other' })).status).toBe(409);
    await service.drain(new Date(), ['mail.send']);
    const mails = await mailsTo(emails[0]!);
    expect(mails.map(({ text }) => text.includes('The export works.'))).toEqual([true]);
  });

  it('leaves out who opted out, and who was left out by hand', async () => {
    const { id, emails } = await aShippedFix(['ada', 'bob', 'eve']);
    const optOut = { address: emails[0]!, scope: 'survey', reason: 'opt-out' as const, actor: SYSTEM, now: MONDAY };
    await service.get(SuppressionsService).add(optOut);
    const { body } = await api.post<Shown>(`/v1/actions/${id}/notice`);
    expect([body.told, body.leftOut]).toEqual([2, { 'does not want mails': 1 }]);
    const [bob] = await service.db.query<{ id: string }[]>(
      'SELECT customer_id AS id FROM customer_profile WHERE email = $1',
      [emails[1]],
    );
    await api.patch(`/v1/actions/${id}/notice`, { leftOut: [bob!.id] });
    expect((await api.post<{ told: number }>(`/v1/actions/${id}/notice/approval`)).body.told).toBe(1);
    await service.drain(new Date(), ['mail.send']);
    expect(await Promise.all(emails.map(async (email) => (await mailsTo(email)).length))).toEqual([0, 0, 1]);
  });

  it('ends with one click of RFC 8058, for everything of the kind', async () => {
    const { id, emails } = await aShippedFix(['ada']);
    await api.post(`/v1/actions/${id}/notice`);
    await api.post(`/v1/actions/${id}/notice/approval`);
    await service.drain(new Date(), ['mail.send']);
    const [mail] = await mailsTo(emails[0]!);
    const header = mail!.headers.find(({ key }) => key === 'list-unsubscribe')!.value;
    const path = new URL(header.replace(/[<>]/g, '')).pathname;
    expect((await visitor.get(path)).status).toBe(200);
    expect(await service.get(SuppressionsService).of(emails[0]!)).toEqual([]);
    expect((await visitor.post(path, 'List-Unsubscribe=One-Click', form)).status).toBe(200);
    expect((await service.get(SuppressionsService).of(emails[0]!)).map(({ scope }) => scope)).toEqual(['notice']);
    expect((await visitor.post('/n/forged', 'List-Unsubscribe=One-Click', form)).status).toBe(200);
  });

  it('is refused for what was not shipped, or is about no theme', async () => {
    const { id } = await anAction();
    expect((await api.post(`/v1/actions/${id}/notice`)).status).toBe(422);
  });

  it('shows on the public page only what was approved for it', async () => {
    const shown = await aShippedFix(['ada']);
    const kept = await aShippedFix(['ada']);
    for (const [{ id, title }, isPublic] of [
      [shown, true],
      [kept, false],
    ] as const) {
      await api.post(`/v1/actions/${id}/notice`);
      await api.patch(`/v1/actions/${id}/notice`, { body: `Done: ${title}`, isPublic });
      expect((await visitor.get('/updates')).text).not.toContain(title);
      await api.post(`/v1/actions/${id}/notice/approval`);
    }
    const { text } = await visitor.get('/updates');
    expect([text.includes(shown.title), text.includes(kept.title)]).toEqual([true, false]);
    expect(text).not.toContain('@customers.example');
  });
});

describe('a missing article that was accepted', () => {
  it('counts as shipped on the day its article appeared, once', async () => {
    const themeId = await aTheme('Reset');
    const { id } = await anAction({ themeId: null, gapId: themeId, title: 'Write about it' });
    await service.db.query(
      `INSERT INTO kb_gap (id, theme_id, verdict, rule, messages, inputs_hash, computed_at, state, state_at)
       VALUES ($1, $2, 'likely', 'theme', 20, 'h', $3, 'accepted', $3)`,
      [randomUUID(), themeId, MONDAY],
    );
    const status = async (): Promise<string> => (await service.get(ActionsService).get(id)).status;
    await service.drain(MONDAY, ['digest.effects']);
    expect(await status()).toBe('open');
    const appeared = new Date('2026-03-11T10:00:00Z');
    await service.db.query(`UPDATE kb_gap SET state = 'written', state_at = $2 WHERE theme_id = $1`, [
      themeId,
      appeared,
    ]);
    const later = new Date('2026-03-16T06:00:00Z');
    for (let run = 0; run < 2; run++) await service.drain(later, ['digest.effects']);
    expect(await service.get(ActionsService).get(id)).toMatchObject({ status: 'shipped', shippedAt: appeared });
    const history = await service.get(ActionsService).history(id);
    expect(history.map(({ note }) => note)).toEqual([null, 'An article answers it now.']);
  });
});

describe('a weekly review', () => {
  let browser: Client;
  beforeAll(async () => {
    browser = await adminBrowser(service);
  });

  it('walks through the open loop, carries out what is decided, and writes the minutes', async () => {
    const action = await anAction({ title: 'Late *thing*', dueOn: '2026-03-01' });
    const started = await browser.post('/reviews', `team=${action.teamId}`, form);
    const path = started.headers.get('location')!;
    expect((await browser.get(path)).text).toContain('Late *thing*');
    const decision = `item=action%3A${action.id}&decision=in_progress&owner=Odile&dueOn=2026-04-01&note=By+then`;
    expect((await browser.post(`${path}/decisions`, decision, form)).status).toBe(303);
    expect(await service.get(ActionsService).get(action.id)).toMatchObject({
      status: 'in_progress',
      owner: 'Odile',
      dueOn: '2026-04-01',
    });
    expect((await browser.post(`${path}/decisions`, decision, form)).status).toBe(404);
    const minutes = await browser.get(`${path}/minutes.md`);
    expect(minutes.text).toContain('- **Late \\*thing\\***: In progress (owner Odile, due 2026-04-01)\n  By then');
    await browser.post(`${path}/end`, '', form);
    expect((await browser.post(`${path}/decisions`, decision, form)).status).toBe(409);
  });

  it('goes on where it was when it is started again', async () => {
    const { teamId } = await anAction();
    const start = () => browser.post('/reviews', `team=${teamId}`, form);
    expect((await start()).headers.get('location')).toBe((await start()).headers.get('location'));
  });
});

describe('the pages of a team', () => {
  it('make a team, and a rule that was tried first', async () => {
    const browser = client(service.url, {});
    expect((await browser.get('/teams')).status).toBe(401);
    const { body: team } = await api.post<{ id: string }>('/v1/teams', { name: 'Ruled', kind: 'content' });
    const tried = await api.post<{ items: { week: string; claimed: unknown[] }[] }>('/v1/routing-rules/dry-run', {
      teamId: team.id,
      filter: { kinds: ['gap'], severities: ['medium'] },
      weeks: 2,
    });
    expect([tried.status, tried.body.items.length]).toEqual([200, 2]);
    expect((await api.get<{ items: { teamId: string }[] }>('/v1/routing-rules')).body.items).not.toContainEqual(
      expect.objectContaining({ teamId: team.id }),
    );
  });
});
