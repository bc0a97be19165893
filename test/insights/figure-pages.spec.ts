import { startApp, type TestApp } from '../app.js';
import { adminBrowser, type Client, keyClient } from '../client.js';
import { fourWeeks, say } from './messages.js';
import { aGap, anAlert } from './page-data.js';

/** Pages show the last weeks by the clock. */
const NOW = new Date();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const HTML = { accept: 'text/html' };

let service: TestApp;
let browser: Client;
let reader: Client;
let themes: { id: string; label: string }[];

const send = (path: string, fields: Record<string, string>, headers = {}) =>
  browser.post(path, new URLSearchParams(fields).toString(), { ...FORM, ...headers });
const page = async (path: string) => {
  const { status, text } = await browser.get(path);
  expect(status).toBe(200);
  return text;
};

beforeAll(async () => {
  service = await startApp();
  browser = await adminBrowser(service);
  reader = await keyClient(service, ['read']);
  await say(service, fourWeeks(NOW), NOW);
  await service.drain(NOW);
  themes = await service.db.query('SELECT id, label FROM theme ORDER BY label');
});
afterAll(() => service.close());

describe('the page of numbers', () => {
  it('shows the figures of the API, and why others are not known', async () => {
    const { body } = await reader.get<{ items: { key: string; value: number }[] }>('/v1/kpis');
    const tickets = body.items.find(({ key }) => key === 'tickets')!.value;
    const text = await page('/kpis');
    expect(text).toMatch(
      new RegExp(`id="kpi-tickets">Tickets</h3>\\s*<p class="kpi-value"><strong>${tickets}</strong>`),
    );
    expect(text).toContain('<strong>CSAT</strong> is not known, because nobody gave a rating in this period');
    expect(text).toContain('<strong>Contact rate</strong> is not known, because no customer count was given');
  });

  it('narrows by product, and leads to the tickets behind a figure', async () => {
    const { body } = await reader.get<{ items: { key: string; value: number }[] }>('/v1/kpis?product=web');
    const tickets = body.items.find(({ key }) => key === 'tickets')!.value;
    expect(await page('/kpis?product=web&days=&until=')).toContain(`<strong>${tickets}</strong>`);
    const evidence = await page('/kpis/tickets/tickets?product=web');
    expect(evidence.match(/<tr>/g)).toHaveLength(tickets + 1);
    expect((await browser.get('/kpis/nps/tickets')).status).toBe(404);
    expect((await browser.get('/kpis?days=3')).status).toBe(400);
  });

  it('compares the values of a dimension', async () => {
    const text = await page('/kpis?by=product');
    for (const product of ['web', 'app']) expect(text).toContain(`<th scope="row">${product}</th>`);
  });

  it('is a table for spreadsheets, for those who may export', async () => {
    const { text, headers } = await browser.get('/kpis/table.csv');
    expect(headers.get('content-disposition')).toContain('numbers.csv');
    expect(text).toMatch(/\r\ntickets,Tickets,\d+,\d+,,,count,/);
    expect((await reader.get('/kpis/table.csv')).status).toBe(403);
    expect((await reader.get('/kpis', HTML)).text).not.toContain('table.csv');
  });

  it('takes a goal and ends it', async () => {
    const goal = { kpi: 'csat', direction: 'at least', target: '85', by: '2030-06-30' };
    expect((await send('/kpis/goals', goal)).headers.get('location')).toBe('/kpis#goals');
    const text = await page('/kpis');
    expect(text).toContain('CSAT at least 85 %');
    expect(text).toContain('cannot tell');
    const id = /\/kpis\/goals\/([0-9a-f-]+)\/end/.exec(text)![1]!;
    expect((await send(`/kpis/goals/${id}/end`, {})).status).toBe(303);
    expect(await page('/kpis')).toContain('No goal is set');
  });
});

describe('the pages of missing articles', () => {
  it('rank gaps with what help could avoid, and show the brief', async () => {
    const id = await aGap(service, themes[0]!.id);
    const list = await page('/gaps');
    expect(list).toContain(`<a href="/gaps/${id}">${themes[0]!.label}</a>`);
    expect(list).toMatch(/<strong>1\.2<\/strong>/);
    expect(list).toContain('(0.4 to 2.6)');
    const text = await page(`/gaps/${id}`);
    for (const part of ['What customers ask', 'Assumed: self-service solves', `href="/v1/gaps/${id}/brief"`, 'reset'])
      expect(text).toContain(part);
  });

  it('take decisions, dismissals only with a reason', async () => {
    const id = await aGap(service, themes[1]!.id);
    expect((await send(`/gaps/${id}`, { to: 'accepted' })).headers.get('location')).toBe(`/gaps/${id}`);
    expect(await page(`/gaps/${id}`)).toContain('accepted: somebody writes');
    expect((await send(`/gaps/${id}`, { to: 'dismissed', reason: '' })).status).toBe(400);
    expect((await send(`/gaps/${id}`, { to: 'dismissed', reason: 'a <defect>' })).status).toBe(303);
    expect(await page('/gaps?state=dismissed')).toContain(`/gaps/${id}`);
    expect(await page(`/gaps/${id}`)).toContain('a &lt;defect&gt;');
    await send(`/gaps/${id}`, { to: 'written' });
    const text = await page(`/gaps/${id}`);
    expect(text).toContain('What happened after');
    expect(text).toContain('Too early to tell');
  });

  it('show no forms to readers, and take none from other sites', async () => {
    const id = await aGap(service, themes[2]!.id);
    expect((await reader.get(`/gaps/${id}`, HTML)).text).not.toContain('<form method="post" action="/gaps');
    expect((await send(`/gaps/${id}`, { to: 'accepted' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const key = await reader.post(`/gaps/${id}`, new URLSearchParams({ to: 'accepted' }).toString(), FORM);
    expect(key.status).toBe(403);
  });
});

describe('the pages of alerts', () => {
  it('say why, with the messages it rests on, and snooze', async () => {
    const id = await anAlert(service, themes[0]!.id);
    expect(await page('/alerts')).toContain(
      'came all at once: 9 customers in a day where 0 to 4 are usual (1.8 expected).',
    );
    expect((await page(`/alerts/${id}`)).match(/<li><span class="quiet small">/g)!.length).toBeGreaterThan(5);
    await send(`/alerts/${id}/snooze`, { days: '7' });
    expect(await page('/alerts')).toContain('Nothing is out of the ordinary');
    expect(await page('/alerts?state=snoozed')).toContain(`/alerts/${id}`);
    await send(`/alerts/${id}/snooze`, { days: '0' });
    expect(await page('/alerts')).toContain(`/alerts/${id}`);
  });

  it('silence what is not useful until somebody finds it useful, and count both', async () => {
    const id = await anAlert(service, themes[1]!.id);
    await send(`/alerts/${id}/judge`, { judged: 'not useful' });
    expect(await page(`/alerts/${id}`)).toContain('silenced by Ada');
    expect(await page('/alerts')).toMatch(/of 1 that people judged, 0 were useful/);
    await send(`/alerts/${id}/judge`, { judged: 'useful' });
    const text = await page(`/alerts/${id}`);
    expect(text).not.toContain('silenced');
    expect(text).toContain('useful, says Ada');
  });

  it('are ended by hand with a reason, which stands in their life', async () => {
    const id = await anAlert(service, themes[2]!.id);
    expect((await send(`/alerts/${id}/resolve`, { reason: '' })).status).toBe(400);
    await send(`/alerts/${id}/resolve`, { reason: 'our <newsletter>' });
    const text = await page(`/alerts/${id}`);
    expect(text).toMatch(/resolved [^<]+ by Ada/);
    expect(text).toContain('Resolved by Ada: <span class="quiet">our &lt;newsletter&gt;</span>');
    expect(text).toContain('No team owns it');
    await send(`/alerts/${id}/reopen`, {});
    expect(await page('/alerts')).toContain(`/alerts/${id}`);
    await send(`/alerts/${id}/resolve`, { reason: 'over' });
  });

  it('let people ask how loud alerts would be', async () => {
    expect(await page('/alerts/rehearsal')).toContain('Replay our history');
    expect((await send('/alerts/rehearsal', {})).headers.get('location')).toBe('/alerts/rehearsal');
    expect(await page('/alerts')).toContain('A replay of your history waits for its turn.');
    await service.drain(NOW, ['insights.rehearse']);
    const text = await page('/alerts/rehearsal');
    expect(text).toContain('Your history is too short for a replay. There are messages of 25 days.');
    expect((await reader.post('/alerts/rehearsal', '', FORM)).status).toBe(403);
  });

  it('keep quiet hours', async () => {
    expect((await send('/alerts/quiet-hours', { from: '22:00', to: '' })).status).toBe(400);
    await send('/alerts/quiet-hours', { from: '22:00', to: '07:00' });
    expect(await page('/alerts')).toContain('value="22:00"');
    await send('/alerts/quiet-hours', { from: '', to: '' });
    expect(await page('/alerts')).not.toContain('value="22:00"');
  });

  it('show those of a team to the keys of that team alone', async () => {
    const [mine, theirs] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    const id = await anAlert(service, themes[2]!.id, { owners: [mine!], resolvedAt: NOW });
    const [team, other] = [await keyClient(service, ['read'], [mine!]), await keyClient(service, ['read'], [theirs!])];
    expect((await team.get('/alerts?state=resolved', HTML)).text).toContain(id);
    expect((await other.get('/alerts?state=resolved', HTML)).text).not.toContain(id);
    expect((await other.get(`/alerts/${id}`, HTML)).status).toBe(404);
  });
});

describe('the pages of scores and priorities', () => {
  it('say plainly when there are too few scores', async () => {
    expect(await page('/drivers')).toContain('Not enough data');
    expect(await page('/drivers?score=effort')).toContain('No scores in this period');
  });

  it('show every part of a priority', async () => {
    const text = await page('/priorities');
    for (const { id } of themes) expect(text).toContain(`/themes/${id}`);
    expect(text).toContain('customers');
    expect(text).toContain('not known');
  });
});

describe('callers of single teams', () => {
  const TEAM = '33333333-3333-4333-8333-333333333333';

  it('are refused where pages tell of all teams together, as the API does', async () => {
    const team = await keyClient(service, ['read', 'write'], [TEAM]);
    for (const path of ['/kpis', '/kpis/tickets/tickets', '/drivers', '/priorities', '/search?q=refund', '/themes/new'])
      expect([path, (await team.get(path, HTML)).status]).toEqual([path, 403]);
    const form = new URLSearchParams({ from: '22:00', to: '07:00' }).toString();
    expect((await team.post('/alerts/quiet-hours', form, FORM)).status).toBe(403);
  });

  it('read themes, and leave changing them to those who see all', async () => {
    const team = await keyClient(service, ['read', 'write'], [TEAM]);
    const form = new URLSearchParams({ label: 'Mine' }).toString();
    expect((await team.post(`/themes/${themes[0]!.id}/rename`, form, FORM)).status).toBe(403);
    expect((await team.get('/themes', HTML)).text).not.toContain('Describe a theme');
  });

  it('see the themes and gaps that were routed to them, and no others', async () => {
    const team = await keyClient(service, ['read', 'write'], [TEAM]);
    const [own, other] = [themes[0]!, themes[1]!];
    await anAlert(service, own.id, { owners: [TEAM], resolvedAt: NOW });
    const [gap, hidden] = [await aGap(service, own.id), await aGap(service, other.id)];
    const list = (await team.get('/themes', HTML)).text;
    expect(list).toContain(`/themes/${own.id}`);
    expect(list).not.toContain(`/themes/${other.id}`);
    const gaps = (await team.get('/gaps', HTML)).text;
    expect(gaps).toContain(`/gaps/${gap}`);
    expect(gaps).not.toContain(`/gaps/${hidden}`);
    for (const [path, status] of Object.entries({
      [`/themes/${own.id}`]: 200,
      [`/themes/${other.id}`]: 404,
      [`/gaps/${gap}`]: 200,
      [`/gaps/${hidden}`]: 404,
    }))
      expect([path, (await team.get(path, HTML)).status]).toEqual([path, status]);
    const form = new URLSearchParams({ to: 'accepted' }).toString();
    expect((await team.post(`/gaps/${hidden}`, form, FORM)).status).toBe(404);
  });

  it('do not find these pages in the menu', async () => {
    const team = await keyClient(service, ['read'], [TEAM]);
    const { text } = await team.get('/alerts', HTML);
    expect(text).toContain('href="/gaps"');
    expect(text).not.toContain('href="/kpis"');
  });
});

describe('the page of what figures need', () => {
  it('takes customers, so that the contact rate is known', async () => {
    const day = new Date(NOW.getTime() - 5 * 86_400_000).toISOString().slice(0, 10);
    expect((await send('/settings/figures/customers', { customers: '2000', day })).headers.get('location')).toBe(
      '/kpis',
    );
    expect(await page('/kpis')).toContain('id="kpi-contactRate"');
  });

  it('takes business hours, and takes them back', async () => {
    const hours = {
      count: 'business',
      zone: 'Europe/Berlin',
      hours1: '09:00-12:00, 13:00-17:00',
      holidays: '2026-12-25',
    };
    expect((await send('/settings/figures/calendar', hours)).status).toBe(303);
    expect(await page('/settings/figures')).toContain('value="09:00-12:00, 13:00-17:00"');
    expect(await page('/kpis')).toContain('Times are business hours.');
    expect((await send('/settings/figures/calendar', { ...hours, zone: 'Mars' })).status).toBe(400);
    await send('/settings/figures/calendar', { count: 'all' });
    expect(await page('/kpis')).not.toContain('Times are business hours.');
  });

  it('takes cost and weights, from those who may change things alone', async () => {
    await send('/settings/figures/cost', { hourlyCost: '40', currency: 'eur' });
    await send('/settings/figures/weights', { effort: '1', negativity: '0', scoreEffect: '1', trend: '1' });
    const text = await page('/settings/figures');
    expect(text).toContain('value="EUR"');
    expect(text).toContain('name="negativity" type="number" min="0" max="3" step="0.1" required value="0"');
    expect(await page('/priorities')).toContain('negativity, 0');
    expect((await reader.get('/settings/figures', HTML)).status).toBe(403);
  });
});

describe('the page of search', () => {
  it('finds by words and meaning, marks the words, and leads on', async () => {
    const text = await page('/search?q=resetting+passwords&product=');
    expect(text).toMatch(/<mark>reset<\/mark>/);
    expect(text).toMatch(/<mark>password<\/mark>/);
    const like = /\/search\?likeFeedback=[0-9a-f-]+/.exec(text)![0];
    expect(await page(like)).toContain('More like one message');
  });

  it('shows what was typed as text', async () => {
    const text = await page(`/search?q=${encodeURIComponent('"><script>x</script>')}`);
    expect(text).not.toContain('<script>');
  });
});
