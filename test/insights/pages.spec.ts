import { startApp, type TestApp } from '../app.js';
import { adminBrowser, client, type Client, keyClient } from '../client.js';
import { feedbackIds, fourWeeks, say } from './messages.js';

/** Pages show the last four weeks by the clock. */
const NOW = new Date();
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the pages of themes', () => {
  let service: TestApp;
  let browser: Client;
  let ids: { id: string; label: string }[];

  const send = (path: string, fields: [string, string][]) =>
    browser.post(path, new URLSearchParams(fields).toString(), FORM);

  beforeAll(async () => {
    service = await startApp();
    browser = await adminBrowser(service);
    await say(service, fourWeeks(NOW), NOW);
    await service.drain(NOW);
    ids = await service.db.query('SELECT id, label FROM theme ORDER BY label');
  });
  afterAll(() => service.close());

  it('list every theme with its numbers and what was not mined', async () => {
    const { status, text } = await browser.get('/themes');
    expect(status).toBe(200);
    for (const { id, label } of ids) expect(text).toContain(`<a href="/themes/${id}">${label}</a>`);
    expect(text).toContain('27 contacts');
  });

  it('stand under their areas, with weeks that begin where messages begin', async () => {
    const { text } = await browser.get('/themes?by=area&product=');
    expect(text).toContain('scope="rowgroup"');
    expect(text).toMatch(/aria-label="[^"]+, contacts by week: /);
    const days = Number(/aria-label="[^"]+, contacts by week: ([^"]*)"/.exec(text)![1]!.split(';').length);
    expect(days).toBeLessThanOrEqual(4);
  });

  it('are described by people: looked at first, then saved', async () => {
    expect((await browser.get('/themes/new')).text).toContain('What customers would write');
    const draft: [string, string][] = [
      ['label', 'Money back'],
      ['description', 'customers who want their money back'],
      ['examples', 'I want my money back\r\nplease send me my money back\r\n'],
    ];
    const looked = await send('/themes/new/check', draft);
    expect(looked.status).toBe(200);
    expect(looked.text).toContain('Where these messages are now');
    const before = (await service.db.query<[{ n: number }]>('SELECT count(*)::int AS n FROM theme'))[0].n;
    expect(before).toBe(ids.length);
    expect((await send('/themes/new/check', [['label', 'x']])).status).toBe(400);
    const reader = await keyClient(service, ['read']);
    expect((await reader.get('/themes/new', { accept: 'text/html' })).status).toBe(403);
  });

  it('show one theme with trend, quotes, evidence, history and forms', async () => {
    const { status, text } = await browser.get(`/themes/${ids[0]!.id}`);
    expect(status).toBe(200);
    for (const part of [
      'Trend',
      'In customers’ words',
      'Messages',
      'Found with 9 messages',
      'name="label"',
      'type="checkbox"',
    ])
      expect(text).toContain(part);
  });

  it('show no forms to people who may only read', async () => {
    const reader = await keyClient(service, ['read']);
    const { text } = await reader.get(`/themes/${ids[0]!.id}`, { accept: 'text/html' });
    expect(text).toContain('In customers’ words');
    expect(text).not.toContain('<form method="post" action="/themes');
    expect((await client(service.url).get('/themes', { accept: 'text/html' })).headers.get('location')).toContain(
      '/sign-in',
    );
  });

  it('rename, merge, part, move and split by forms', async () => {
    const [a, b] = [ids[0]!, ids[1]!];
    expect((await send(`/themes/${a.id}/rename`, [['label', 'Renamed <here>']])).headers.get('location')).toBe(
      `/themes/${a.id}`,
    );
    expect((await browser.get(`/themes/${a.id}`)).text).toContain('Renamed &lt;here&gt;');
    expect((await send(`/themes/${b.id}/merge`, [['other', a.id]])).headers.get('location')).toBe(`/themes/${a.id}`);
    expect((await browser.get(`/themes/${b.id}`)).status).toBe(308);
    expect((await browser.get(`/themes/${a.id}`)).text).toContain('Take out');
    expect((await send(`/themes/${b.id}/unmerge`, [])).status).toBe(303);
    const [first, second] = await feedbackIds(service, ['export-0', 'export-1']);
    expect(
      (
        await send(`/themes/${a.id}/move`, [
          ['feedback', first!],
          ['to', b.id],
        ])
      ).status,
    ).toBe(303);
    const split = await send(`/themes/${b.id}/split`, [
      ['feedback', first!],
      ['feedback', second!],
      ['label', ''],
    ]);
    expect(split.status).toBe(303);
    expect((await browser.get(split.headers.get('location')!)).text).toContain('moved by hand');
    expect((await send(`/themes/${a.id}/move`, [['to', b.id]])).status).toBe(400);
  });
});
