import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { ActionsService } from '../../src/digest/actions/actions.service.js';
import { DigestsService } from '../../src/digest/delivery/digests.service.js';
import { TeamsService } from '../../src/digest/teams/teams.service.js';
import { TicketsService } from '../../src/ingest/tickets/tickets.service.js';
import { SYSTEM } from '../../src/platform/audit/actor.js';
import { MembersService } from '../../src/platform/auth/members.service.js';
import { SessionsService } from '../../src/platform/auth/sessions.service.js';
import { SignInService } from '../../src/platform/auth/sign-in.service.js';
import { lastCompleteWeek } from '../../src/platform/periods.js';
import { startApp, type TestApp } from '../app.js';
import { launchChromium, openPage } from '../chromium.js';
import { type Client, client } from '../client.js';
import { aMessage, aTicket } from '../ingest/builders.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SCREENSHOTS'];
const MONDAY = new Date('2026-03-09T09:00:00Z');
const WRITTEN = '2026-03-02T10:00:00Z';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

let service: TestApp;
let browser: Browser;
let page: Page;
let admin: Client;
let session: string;

beforeAll(async () => {
  service = await startApp({ TIME_ZONE: 'UTC', RATE_LIMIT_FACTOR: '100' });
  const signIn = service.get(SignInService);
  const link = await signIn.firstAdminLink(new Date());
  session = (await signIn.use(link!.split('/').at(-1)!, { name: 'Ada', email: 'ada@example.com' }, new Date())).token;
  admin = browserOf(session);
  const messages = [aMessage({ createdAt: WRITTEN })];
  const requester = { externalId: 'c-1', name: 'Bob', email: 'bob@customers.example' };
  const ticket = aTicket({ externalId: 'T-1', createdAt: WRITTEN, updatedAt: WRITTEN, messages, requester });
  await service.get(TicketsService).record('test', [ticket], MONDAY);
  browser = await launchChromium();
  page = await openPage(browser, { width: 1000 });
});
afterAll(async () => {
  await browser?.close();
  await service?.close();
});

function browserOf(token: string): Client {
  return client(service.url, { cookie: `hb_session=${token}`, accept: 'text/html', 'sec-fetch-site': 'same-origin' });
}

async function aTeam(timeZone = 'UTC') {
  const when = { sendWeekday: 1, sendHour: 8, whenQuiet: 'send' as const, isDefaultOwner: false, timeZone };
  const name = `Team ${randomUUID()}`;
  return service.get(TeamsService).create({ name, kind: 'product', ...when, recipients: [] }, MONDAY);
}

async function anAction(teamId: string, changes: { themeId?: string } = {}) {
  const title = `Fix ${randomUUID()}`;
  return service.get(ActionsService).create({ teamId, title, ...changes }, { actor: SYSTEM, now: MONDAY });
}

/** A theme that the one ticket is about. */
async function aTheme(): Promise<string> {
  const id = randomUUID();
  await service.db.query(
    `INSERT INTO theme (id, root_id, state, label, named_by, origin, created_at) VALUES ($1, $1, 'active', 'Export', 'engine', 'engine', $2)`,
    [id, MONDAY],
  );
  await service.db.query(
    `INSERT INTO theme_assignment (statement_id, theme_id, similarity, source, at) SELECT id, $1, 1, 'engine', $2 FROM statement
     ON CONFLICT (statement_id) DO UPDATE SET theme_id = $1`,
    [id, MONDAY],
  );
  return id;
}

const fields = (values: Record<string, string>): string => new URLSearchParams(values).toString();
const TEAM = { kind: 'content', timeZone: 'Europe/Berlin', sendWeekday: '1', sendHour: '8', whenQuiet: 'skip' };

describe('the form of a team', () => {
  it('is led from the empty archive to what is still missing', async () => {
    await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
    await page.goto(`${service.url}/digests`);
    await Promise.all([page.waitForNavigation(), page.click('a[href="/start"].button')]);
    const steps = await page.$$eval('main li', (items) =>
      items.map((item) => item.textContent.replace(/\s+/g, ' ').trim()),
    );
    expect(steps).toHaveLength(7);
    expect(steps[0]).toMatch(/^Bring the past ?done 1 ticket is here\./);
    expect(steps[4]).toMatch(/^Let mail out ?open Set SMTP_URL and PUBLIC_URL/);
  });

  it('makes a team with its recipients, changes it, and pauses it', async () => {
    const wanted = { ...TEAM, name: 'Writers', recipients: 'a@example.com\nb@example.com, a@example.com' };
    const made = await admin.post('/teams', fields(wanted), form);
    expect(made.status).toBe(303);
    const path = made.headers.get('location')!;
    expect((await admin.get(path)).text).toContain('Mondays at 08:00, Europe/Berlin');
    const changed = { ...wanted, name: 'Content', recipients: 'b@example.com', paused: 'on' };
    expect((await admin.post(path, fields(changed), form)).status).toBe(303);
    const team = await service.get(TeamsService).get(path.split('/').at(-1)!);
    expect([team.name, team.recipients, team.pausedAt !== null]).toEqual(['Content', ['b@example.com'], true]);
  });

  it.each([
    ['no name', { name: ' ' }, 400],
    ['a zone that does not exist', { timeZone: 'Mars/Olympus' }, 400],
    ['an hour of the night', { sendHour: '3' }, 400],
    ['an address that is none', { recipients: 'ada@' }, 400],
    ['a name that another team has', { name: 'Taken' }, 409],
  ])('refuses %s, in words', async (_, changes, status) => {
    if (status === 409) await admin.post('/teams', fields({ ...TEAM, name: 'Taken' }), form);
    const before = (await service.get(TeamsService).list()).length;
    const answer = await admin.post('/teams', fields({ ...TEAM, name: 'Other', ...changes }), form);
    expect([answer.status, answer.text.includes('<h1')]).toEqual([status, true]);
    expect(await service.get(TeamsService).list()).toHaveLength(before);
  });

  it('tries a rule before it is added, and removes it', async () => {
    const { id } = await aTeam();
    const tried = await admin.post(`/teams/${id}/rules`, 'kinds=gap&products=Desk&act=try', form);
    expect(tried.text).toContain('Tried on the last weeks');
    const rules = async () =>
      (await admin.get(`/teams/${id}`)).text.match(/\/rules\/[\w-]+\/remove/g)?.map((path) => `/teams/${id}${path}`);
    expect(await rules()).toBeUndefined();
    await admin.post(`/teams/${id}/rules`, 'kinds=gap&products=Desk&act=add', form);
    const [remove] = (await rules())!;
    const { id: other } = await aTeam();
    await admin.post(remove!.replace(id, other), '', form);
    expect(await rules()).toHaveLength(1);
    expect((await admin.post(remove!, '', form)).status).toBe(303);
    expect(await rules()).toBeUndefined();
  });

  it('takes no chat room inside the own network', async () => {
    const { id } = await aTeam();
    const room = { kind: 'slack', label: 'room', url: 'http://127.0.0.1:1/hook' };
    expect((await admin.post(`/teams/${id}/rooms`, fields(room), form)).status).toBe(422);
    expect((await admin.get(`/teams/${id}`)).text).not.toContain('127.0.0.1');
  });
});

describe('the form of an action', () => {
  const ship = async (id: string, more: Record<string, string>): Promise<number> => {
    const { title } = await service.get(ActionsService).get(id);
    return (await admin.post(`/actions/${id}`, fields({ title, status: 'shipped', ...more }), form)).status;
  };

  it('takes the day of shipping as a day where the team is', async () => {
    const { id: teamId } = await aTeam('America/Los_Angeles');
    const { id } = await anAction(teamId);
    expect(await ship(id, { shippedOn: '2026-03-02' })).toBe(303);
    const { shippedAt } = await service.get(ActionsService).get(id);
    expect(shippedAt).toEqual(new Date('2026-03-02T08:00:00Z'));
    const shown = (await admin.get(`/actions/${id}`)).text;
    expect([shown.includes('value="2026-03-02"'), shown.includes('2 Mar 2026')]).toEqual([true, true]);
  });

  it('moves nothing when it is saved without another day', async () => {
    const { id: teamId } = await aTeam('Asia/Tokyo');
    const { id } = await anAction(teamId);
    const hour = new Date('2026-03-01T20:30:00Z');
    const decided = { actor: SYSTEM, now: MONDAY };
    await service.get(ActionsService).change(id, { status: 'shipped', shippedAt: hour.toISOString() }, decided);
    expect(await ship(id, { shippedOn: '2026-03-02' })).toBe(303);
    expect((await service.get(ActionsService).get(id)).shippedAt).toEqual(hour);
    expect(await service.get(ActionsService).history(id)).toHaveLength(2);
  });

  it.each([
    ['a day that does not exist', { shippedOn: '2026-02-30' }, 400],
    ['an address that is no address of the web', { outsideUrl: 'javascript:alert(1)' }, 400],
    ['no title', { title: '' }, 400],
    ['a day that is still to come', { shippedOn: '2099-01-01' }, 422],
  ])('refuses %s', async (_, more, status) => {
    const { id } = await anAction((await aTeam()).id);
    expect(await ship(id, more)).toBe(status);
    expect((await service.get(ActionsService).get(id)).status).toBe('open');
  });

  it('adds one by hand, and not for a team that does not exist', async () => {
    const { id: teamId } = await aTeam();
    const made = await admin.post('/actions', fields({ title: 'By hand', teamId, themeId: '', owner: '' }), form);
    expect((await admin.get(made.headers.get('location')!)).text).toContain('By hand');
    const lost = fields({ title: 'Lost', teamId: randomUUID() });
    expect((await admin.post('/actions', lost, form)).status).toBe(404);
  });
});

describe('a notice to customers', () => {
  it('is written, and told to nobody who was not ticked', async () => {
    const { id } = await anAction((await aTeam()).id, { themeId: await aTheme() });
    const shipped = { status: 'shipped' as const, shippedAt: '2026-03-08T00:00:00Z' };
    await service.get(ActionsService).change(id, shipped, { actor: SYSTEM, now: MONDAY });
    const drafted = await admin.post(`/actions/${id}/notice`, '', form);
    expect(drafted.headers.get('location')).toBe(`/actions/${id}/notice`);
    expect((await admin.get(`/actions/${id}/notice`)).text).toContain('Who is told (1)');
    const blank = await admin.post(`/actions/${id}/notice/text`, fields({ subject: '', body: '' }), form);
    expect(blank.status).toBe(400);
    const text = { subject: 'It is fixed', body: 'The export works.' };
    expect((await admin.post(`/actions/${id}/notice/text`, fields({ ...text, act: 'save' }), form)).status).toBe(303);
    const shown = (await admin.get(`/actions/${id}/notice`)).text;
    expect([shown.includes('Who is told (0)'), shown.includes('The export works.')]).toEqual([true, true]);
    expect((await admin.get(`/actions/${id}/notice/tickets.csv`)).status).toBe(200);
  });
});

describe('a member of one team', () => {
  const memberOf = async (teamId: string): Promise<Client> => {
    const person = { email: `${randomUUID()}@example.com`, name: 'Eve', role: 'editor' as const, teamIds: [teamId] };
    const member = await service.get(MembersService).add(person, SYSTEM, new Date());
    const open = service.db.transaction((em) => service.get(SessionsService).open(member, new Date(), em));
    return browserOf((await open).token);
  };

  it('sees and moves what is of this team, and nothing else exists', async () => {
    const [own, other] = [await aTeam(), await aTeam()];
    const week = lastCompleteWeek(MONDAY, 'UTC');
    const digests = service.get(DigestsService);
    const [mine, theirs] = [await digests.build(own, week, MONDAY), await digests.build(other, week, MONDAY)];
    const [action, foreign] = [await anAction(own.id), await anAction(other.id)];
    const eve = await memberOf(own.id);
    const status = async (path: string): Promise<number> => (await eve.get(path)).status;
    expect([await status(`/digests/${mine!.id}`), await status(`/digests/${theirs!.id}`)]).toEqual([200, 404]);
    expect([await status(`/actions/${action.id}`), await status(`/actions/${foreign.id}`)]).toEqual([200, 404]);
    expect([await status(`/teams/${own.id}`), await status(`/teams/${other.id}`)]).toEqual([200, 404]);
    expect([await status(`/digests/preview/${own.id}`), await status(`/digests/preview/${other.id}`)]).toEqual([
      200, 404,
    ]);
    for (const path of ['/digests', '/actions', '/teams', '/reviews', `/actions?team=${other.id}`])
      expect([path, (await eve.get(path)).text.includes(other.name)]).toEqual([path, false]);
    expect((await eve.get('/actions')).text).toContain(action.title);
    expect((await eve.get('/actions')).text).not.toContain(foreign.title);
  });

  it('changes nothing of another team, and makes no team', async () => {
    const [own, other] = [await aTeam(), await aTeam()];
    const foreign = await anAction(other.id);
    const eve = await memberOf(own.id);
    const post = async (path: string, values: Record<string, string>) =>
      (await eve.post(path, fields(values), form)).status;
    expect(await post(`/actions/${foreign.id}`, { title: 'Mine now', status: 'declined' })).toBe(404);
    expect(await post(`/actions/${foreign.id}/notice`, {})).toBe(404);
    expect(await post('/actions', { title: 'Slipped in', teamId: other.id })).toBe(404);
    expect(await post('/reviews', { team: other.id })).toBe(404);
    expect(await post(`/teams/${other.id}`, { ...TEAM, name: 'Renamed' })).toBe(404);
    expect(await post('/teams', { ...TEAM, name: 'New' })).toBe(403);
    expect((await service.get(ActionsService).list({ team: other.id })).map(({ title }) => title)).toEqual([
      foreign.title,
    ]);
  });
});

describe('the pages of teams', () => {
  it('are accessible', async () => {
    const team = await aTeam();
    const digest = await service.get(DigestsService).build(team, lastCompleteWeek(MONDAY, 'UTC'), MONDAY);
    const { id } = await anAction(team.id, { themeId: await aTheme() });
    const shipped = { status: 'shipped' as const, shippedAt: '2026-03-08T00:00:00Z' };
    await service.get(ActionsService).change(id, shipped, { actor: SYSTEM, now: MONDAY });
    await admin.post(`/actions/${id}/notice`, '', form);
    const review = (await admin.post('/reviews', `team=${team.id}`, form)).headers.get('location')!;
    await page.browserContext().setCookie({ name: 'hb_session', value: session, domain: '127.0.0.1', path: '/' });
    const paths = ['/teams', `/teams/${team.id}`, '/actions', `/actions/${id}`, `/actions/${id}/notice`, '/reviews'];
    for (const path of [...paths, review, '/digests', `/digests/${digest!.id}`])
      expect([path, await findings(path)]).toEqual([path, []]);
  });
});

/** What axe-core finds serious. */
async function findings(path: string): Promise<string[]> {
  await page.setBypassCSP(true);
  await page.goto(service.url + path, { waitUntil: 'load' });
  if (SHOTS) {
    mkdirSync(SHOTS, { recursive: true });
    const name = path.replaceAll(/[0-9a-f-]{36}/g, 'one').replaceAll(/\W+/g, '-');
    await page.screenshot({ path: join(SHOTS, `team${name}.png`) as `${string}.png`, fullPage: true });
  }
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; impact: string }[] };
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}
