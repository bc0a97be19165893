import { startApp, type TestApp } from '../app.js';
import { adminBrowser, type Client, keyClient } from '../client.js';
import { fourWeeks, say } from './messages.js';

const DAY_MS = 86_400_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

interface Check {
  tag: string;
  label: string;
  verdict: string;
  messages: number;
}

describe('tags of the help desk', () => {
  let service: TestApp;
  let api: Client;

  beforeAll(async () => {
    service = await startApp();
    api = await keyClient(service);
    const now = new Date();
    // Tagged twice, so that a tag has enough messages; "vip" says nothing about the matter.
    const messages = [now, new Date(now.getTime() - DAY_MS)].flatMap((before, round) =>
      fourWeeks(before).map((said) => ({
        ...said,
        id: `${said.id}-${round}`,
        tags: [said.id.replace(/-\d+$/, '_problem'), ...(said.id.endsWith('1') ? ['vip'] : [])],
      })),
    );
    await say(service, messages, now);
    await service.drain(now, ['insights.embed']);
  });
  afterAll(() => service.close());

  const checks = async () => (await api.get<{ items: Check[] }>('/v1/themes/tags')).body.items;

  it('are judged by what their messages say', async () => {
    const found = await checks();
    expect(found.find(({ tag }) => tag === 'refund_problem')).toMatchObject({
      label: 'Refund problem',
      messages: 18,
      verdict: 'sound',
    });
    expect(found.find(({ tag }) => tag === 'vip')!.verdict).toMatch(/few|broad/);
  });

  it('are chosen on a page, and leave what was said last in other themes alone', async () => {
    const browser = await adminBrowser(service);
    expect((await browser.get('/themes')).text).toContain('href="/themes/tags"');
    const page = await browser.get('/themes/tags');
    expect(page.text).toContain('value="export_problem"');
    expect(page.text).not.toContain('value="vip"');
    const send = (fields: [string, string][]) =>
      browser.post('/themes/tags', new URLSearchParams(fields).toString(), FORM);
    expect((await send([])).status).toBe(400);
    expect((await send([['tag', 'vip']])).status).toBe(422);
    expect((await send([['tag', 'export_problem']])).status).toBe(303);
    const longAgo = new Date('2020-01-01T00:00:00Z');
    await service.db.query(`UPDATE theme SET last_seen = $1 WHERE label = 'Export problem'`, [longAgo]);
    expect((await send([['tag', 'password_problem']])).headers.get('location')).toBe('/themes');
    const seen = await service.db.query<{ label: string; last: Date }[]>(
      'SELECT label, last_seen AS last FROM theme ORDER BY label',
    );
    expect(seen.map(({ label, last }) => [label, last > longAgo])).toEqual([
      ['Export problem', false],
      ['Password problem', true],
    ]);
    expect((await checks()).find(({ tag }) => tag === 'export_problem')).toMatchObject({
      verdict: 'known',
      theme: { label: 'Export problem' },
    });
    const reader = await keyClient(service, ['read']);
    expect((await reader.get('/themes/tags', { accept: 'text/html' })).status).toBe(403);
  });

  it('seed themes that keep the name of the tag and take its messages', async () => {
    expect((await api.post('/v1/themes/tags', { tags: ['refund_problem', 'vip'] })).status).toBe(422);
    const made = await api.post<{ items: { id: string; label: string }[] }>('/v1/themes/tags', {
      tags: ['refund_problem'],
    });
    expect(made.status).toBe(201);
    await service.drain(new Date());
    const { items } = (
      await api.get<{ items: { id: string; label: string; namedBy: string; contacts: number }[] }>('/v1/themes')
    ).body;
    const theme = items.find(({ id }) => id === made.body.items[0]!.id)!;
    expect(theme).toMatchObject({ label: 'Refund problem', namedBy: 'tag' });
    expect(theme.contacts).toBeGreaterThanOrEqual(14);
    expect((await checks()).find(({ tag }) => tag === 'refund_problem')!.verdict).toBe('known');
  });
});
