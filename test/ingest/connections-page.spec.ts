import { startApp, type TestApp } from '../app.js';
import { adminBrowser, type Client } from '../client.js';
import { SAMPLES } from './desks/samples.js';
import { signedHeaders } from './signed.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
let app: TestApp;
let browser: Client;

beforeAll(async () => {
  app = await startApp({ RATE_LIMIT_FACTOR: '1000' });
  browser = await adminBrowser(app);
});
afterAll(() => app.close());

const submit = (path: string, fields: Record<string, string>) =>
  browser.post(path, new URLSearchParams(fields).toString(), FORM);

/** Adds a connection as the form does; what the page says must be enough to go on. */
async function add(fields: Record<string, string>): Promise<{ page: string; address: string; secret: string }> {
  const { status, text } = await submit('/connections', { name: 'Desk', ...fields });
  expect(status).toBe(200);
  const address = /Address: <code>([^<]+)<\/code>/.exec(text)![1]!;
  const secret = /<p><code>([^<]+)<\/code><\/p>/.exec(text)![1]!.replaceAll('&#x3D;', '=');
  const id = /\/connections\/([0-9a-f-]{36})\/test/.exec(text)![1]!;
  return { page: `/connections/${id}`, address, secret };
}

const deliver = (address: string, headers: Record<string, string>, body: string) =>
  fetch(app.url + new URL(address).pathname, { method: 'POST', headers, body });
/** The figure that stands above a label. */
const figure = (text: string, label: string) =>
  new RegExp(`<span class="stat-value">([^<]*)</span> <span class="stat-label">${label}`).exec(text)?.[1]?.trim();

describe('the page of a connection', () => {
  it('shows address and secret once, and what came in, was refused and was not signed', async () => {
    const { page, address, secret } = await add({ kind: 'chatwoot' });
    const before = (await browser.get(page)).text;
    expect(before).not.toContain(secret);
    expect(figure(before, 'last event')).toBe('never');
    const body = JSON.stringify(SAMPLES.chatwoot);
    expect((await deliver(address, signedHeaders('chatwoot', secret, body), body)).status).toBe(202);
    expect((await deliver(address, signedHeaders('chatwoot', 'another', body), body)).status).toBe(401);
    await app.db.query(`UPDATE raw_event SET received_at = now() - interval '90 seconds'`);
    const waiting = (await browser.get(page)).text;
    expect(figure(waiting, 'last event')).not.toBe('never');
    expect(Number(figure(waiting, 'lag of processing')!.replace(' s', ''))).toBeGreaterThanOrEqual(90);
    expect(figure(waiting, 'signature failures')).toBe('1');
    await app.drain(new Date(), ['ingest.process']);
    const done = (await browser.get(page)).text;
    expect(figure(done, 'lag of processing')).toBe('0 s');
    expect(figure(done, 'processed in 7 days')).toBe('1');
  });

  it('tells what could not be read, with its reason', async () => {
    const mapping = 'externalId = $.id\ntext = $.said\nscore = $.score\nscoreScale = $.of';
    const { page, address, secret } = await add({ kind: 'generic', mapping });
    const body = JSON.stringify({ id: '1', said: 'Where is my parcel?', score: 1, of: 1 });
    expect((await deliver(address, signedHeaders('generic', secret, body), body)).status).toBe(202);
    await app.drain(new Date(), ['ingest.process']);
    const { text } = await browser.get(page);
    expect(figure(text, 'refused in 7 days')).toBe('1');
    expect(text).toContain('Last error: csat');
    expect(text).not.toContain('Where is my parcel?');
  });

  it.each(['zendesk', 'intercom', 'freshdesk', 'helpscout', 'chatwoot', 'generic'])(
    'sends itself a signed test event (%s)',
    async (kind) => {
      const mapping = kind === 'generic' ? 'externalId = $.id\ntext = $.said' : '';
      const { page } = await add({ kind, source: `test-${kind}`, allowedAddresses: '203.0.113.0/24', mapping });
      const { status, text } = await submit(`${page}/test`, {});
      expect(status).toBe(200);
      expect(text).toContain('A signed test event was accepted and stored.');
      await app.drain(new Date(), ['ingest.process']);
      // The test is no event of the help desk.
      expect(figure((await browser.get(page)).text, 'last event')).toBe('never');
    },
  );

  it('takes the secret that the help desk shows, and accepts the old one meanwhile', async () => {
    const { page, address, secret } = await add({ kind: 'zendesk', source: 'rotated' });
    const { status, text } = await submit(`${page}/rotate`, { webhookSecret: 'shown-by-zendesk' });
    expect(status).toBe(200);
    expect(text).toContain('shown-by-zendesk');
    const body = JSON.stringify(SAMPLES.zendesk);
    for (const [known, expected] of [
      ['shown-by-zendesk', 202],
      [secret, 202],
      ['never-heard-of', 401],
    ] as const)
      expect((await deliver(address, signedHeaders('zendesk', known, body), body)).status).toBe(expected);
    expect((await submit(`${page}/rotate`, { webhookSecret: 'short' })).status).toBe(400);
  });

  it('refuses a secret that nobody could sign with', async () => {
    const wanted = { kind: 'generic', name: 'Odd', source: 'odd', mapping: 'externalId = $.id\ntext = $.said' };
    expect((await submit('/connections', { ...wanted, webhookSecret: 'whsec_!!!!!!!!' })).status).toBe(422);
  });

  it('counts how often the help desk asked us to wait', async () => {
    const { page } = await add({ kind: 'freshdesk', source: 'busy', subdomain: 'acme', token: 'key' });
    const id = page.split('/').at(-1);
    await app.db.query(
      `INSERT INTO pull (id, connection_id, stream, cursor, taken, next_run_at, waits, waits_until, last_error)
       VALUES (gen_random_uuid(), $1, 'tickets', '{}', 41, now(), 3, now() + interval '1 minute', 'The help desk answers 500.')`,
      [id],
    );
    const { text } = await browser.get(page);
    expect(text).toContain('41');
    expect(text).toMatch(/>3, until /);
    expect(text).toContain('The help desk answers 500.');
  });
});
